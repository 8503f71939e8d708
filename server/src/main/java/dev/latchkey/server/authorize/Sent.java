package dev.latchkey.server.authorize;

import dev.latchkey.server.browser.FirstVisits;
import dev.latchkey.server.browser.Parameters;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The query by which a request came: its parameters themselves, or a reference to them. With a reference, other parameters
 * of the query mean nothing (<a href="https://www.rfc-editor.org/rfc/rfc9101#section-6.3">RFC 9101, section 6.3</a>).
 *
 * @param parameters of the query
 * @param reference the parameter that refers to those of the request; null when they are in the query
 * @param pushedId of a pushed request; null when it is none
 * @param pushed whether the client sent it itself, authenticated if it can
 * @param inTime whether the browser opens a reference in time now, and not by the mark of an earlier visit
 */
record Sent(
        Parameters parameters,
        @Nullable String reference,
        @Nullable UUID pushedId,
        boolean pushed,
        boolean inTime) {

    /** Beside a reference: the user wants to be another one than the browser's session says. */
    private static final String ACCOUNT = "account";

    private static final String OTHER = "other";

    /** With all its parameters. */
    static Sent whole(Parameters parameters) {
        return new Sent(parameters, null, null, false, false);
    }

    /** With all its parameters, by the client itself. */
    static Sent pushing(Parameters parameters) {
        return new Sent(parameters, null, null, true, false);
    }

    /** Those of the query that mean something, in the one spelling that forms and marks are bound to. */
    String query() {
        return parameters.encoded(this::means);
    }

    private boolean means(String name) {
        return reference == null
                ? AuthorizationRequests.isKnown(name)
                : name.equals("client_id")
                        || name.equals(reference)
                        || name.equals(ACCOUNT)
                        || name.equals(FirstVisits.PARAMETER);
    }

    /** The reference in the one spelling that the mark of a visit is bound to. */
    String visited() {
        return parameters.encoded(name -> name.equals("client_id") || name.equals(reference));
    }

    Sent with(String name, String value) {
        return new Sent(parameters.with(name, value), reference, pushedId, pushed, inTime);
    }

    /** The same for a user who wants to be another one. */
    Sent forAnotherUser(Set<Prompt> prompts) {
        if (reference != null) {
            return with(ACCOUNT, OTHER);
        }
        Set<Prompt> more = EnumSet.of(Prompt.SELECT_ACCOUNT);
        more.addAll(prompts);
        return with("prompt", Prompt.join(more));
    }

    /** The prompts of the request, and that for a user who wants to be another one. */
    Set<Prompt> with(Set<Prompt> prompts) {
        if (reference == null || parameters.get(ACCOUNT) == null || prompts.contains(Prompt.NONE)) {
            return prompts;
        }
        Set<Prompt> more = EnumSet.of(Prompt.SELECT_ACCOUNT);
        more.addAll(prompts);
        return more;
    }
}

package dev.latchkey.server.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a client on a device may use the account. {@link Form#DECISION} is {@link ConsentPage#ALLOW} or {@link
 * ConsentPage#REFUSE}.
 *
 * @param client its name
 * @param username as whom the person is signed in
 * @param code to be compared with the one on the device
 * @param scopes what the client asks for
 * @param resources what it is for (RFC 8707), as URIs, with their names; empty for no restriction
 * @param askedAt when the device asked
 * @param address from where; null for unknown
 * @param program its user agent; null for unknown
 */
public record DeviceQuestionPage(
        Form form,
        String client,
        String username,
        String code,
        List<ConsentPage.Scope> scopes,
        List<String> resources,
        Instant askedAt,
        @Nullable String address,
        @Nullable String program)
        implements Page {

    /** Copies the lists, so that they cannot change. */
    public DeviceQuestionPage {
        scopes = List.copyOf(scopes);
        resources = List.copyOf(resources);
    }
}

package dev.latchkey.server.link;

import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.text.MailAddress;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Letter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;

/** Asks for letters with links, within the limits of each address, account and network, and of all visitors together. */
public final class LetterRequests {

    /** What the outbox takes for an address; nothing longer is an account's. */
    private static final int LONGEST = 320;

    private final Outbox outbox;
    private final AnonymousLetters anonymous;
    private final Limits limits;

    /** {@code waiting} is how many letters may wait that visitors asked for who are not signed in; 0 for no bound. */
    public LetterRequests(Outbox outbox, Limits limits, int waiting, MeterRegistry metrics) {
        this.outbox = outbox;
        this.anonymous = new AnonymousLetters(outbox, waiting, metrics);
        this.limits = limits;
    }

    /**
     * Asks for a link for a new password. Does the same for every text, whether it names an account or not.
     *
     * @param typed a name or an address
     * @param language of the letter
     * @throws dev.latchkey.server.http.RateLimitedException when too many were asked for
     */
    public void reset(String typed, Language language, HttpServletRequest http) {
        String cut = typed.codePointCount(0, typed.length()) > LONGEST
                ? typed.substring(0, typed.offsetByCodePoints(0, LONGEST))
                : typed;
        limits.letter(cut, http.getRemoteAddr());
        anonymous.add(new Message.Content(ResetRequests.KIND, null, null, null, cut, language.tag()));
    }

    /**
     * Asks for a link that verifies an address.
     *
     * @param session in which the user asks
     * @throws dev.latchkey.server.http.RateLimitedException when too many were asked for
     */
    public void verification(LiveSession session, MailAddress address, HttpServletRequest http) {
        limits.letterToAccount(session.userId());
        limits.letter(address.value(), http.getRemoteAddr());
        outbox.add(new Message.Content(
                Letter.Kind.ADDRESS_VERIFICATION.key(),
                session.userId(),
                null,
                session.reference().id(),
                address.value(),
                Language.of(null, http).tag()));
    }

    /** The same as {@link #registration(MailAddress, Language, HttpServletRequest)} in the language that the request prefers. */
    public void registration(MailAddress address, HttpServletRequest http) {
        registration(address, Language.of(null, http), http);
    }

    /**
     * Asks for a link that makes an account.
     *
     * @param language of the letter
     * @throws dev.latchkey.server.http.RateLimitedException when too many were asked for
     */
    public void registration(MailAddress address, Language language, HttpServletRequest http) {
        limits.letter(address.value(), http.getRemoteAddr());
        anonymous.add(
                new Message.Content(Letter.Kind.REGISTRATION.key(), null, null, null, address.value(), language.tag()));
    }
}

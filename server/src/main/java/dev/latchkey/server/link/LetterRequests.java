package dev.latchkey.server.link;

import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.text.MailAddress;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Letter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;

/** Asks for letters with links, within the limits of each address, account and network. */
public final class LetterRequests {

    /** What the outbox takes for an address; nothing longer is an account's. */
    private static final int LONGEST = 320;

    private final Outbox outbox;
    private final Limits limits;

    public LetterRequests(Outbox outbox, Limits limits) {
        this.outbox = outbox;
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
        outbox.add(new Message.Content(ResetRequests.KIND, null, null, null, cut, language.tag()));
    }

    /**
     * Asks for a link that verifies an address.
     *
     * @throws dev.latchkey.server.http.RateLimitedException when too many were asked for
     */
    public void verification(UUID userId, MailAddress address, HttpServletRequest http) {
        limits.letterToAccount(userId);
        limits.letter(address.value(), http.getRemoteAddr());
        outbox.add(Message.Content.letter(
                Letter.Kind.ADDRESS_VERIFICATION.key(),
                userId,
                address.value(),
                Language.of(null, http).tag()));
    }

    /**
     * Asks for a link that makes an account.
     *
     * @param language of the letter
     * @throws dev.latchkey.server.http.RateLimitedException when too many were asked for
     */
    public void registration(MailAddress address, Language language, HttpServletRequest http) {
        limits.letter(address.value(), http.getRemoteAddr());
        outbox.add(
                new Message.Content(Letter.Kind.REGISTRATION.key(), null, null, null, address.value(), language.tag()));
    }
}

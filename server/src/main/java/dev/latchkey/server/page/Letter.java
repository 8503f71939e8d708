package dev.latchkey.server.page;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a letter. {@link Pages#letter} writes it in a language.
 *
 * @param username of the account that it is about; null when it is about none
 * @param at when it happened
 * @param link what the button leads to; null when the letter has none
 * @param factors what was added to the account, with the change or lately; empty where the letter does not tell
 */
public record Letter(
        Kind kind,
        @Nullable String username,
        Instant at,
        @Nullable String link,
        List<Factor> factors) {

    /** A letter that tells of no factors. */
    public Letter(Kind kind, @Nullable String username, Instant at, @Nullable String link) {
        this(kind, username, at, link, List.of());
    }

    /** A letter whose factors do not change any more. */
    public Letter {
        factors = List.copyOf(factors);
    }

    /**
     * A factor that was added lately.
     *
     * @param passkey its name, which may be an attacker's text; null for an authenticator app
     */
    public record Factor(@Nullable String passkey, Instant since) {}

    /** The kinds of letters. */
    public enum Kind {
        /** {@code latchkey mail test}. */
        TEST(Text.LETTER_TEST, Text.LETTER_TEST_TEXT, false),
        /** Has a link that sets a new password. */
        PASSWORD_RESET(Text.LETTER_RESET, Text.LETTER_RESET_TEXT, false),
        /** Has a link that makes an address the account's. */
        ADDRESS_VERIFICATION(Text.LETTER_VERIFY, Text.LETTER_VERIFY_TEXT, false),
        /** Has a link that makes an account. */
        REGISTRATION(Text.LETTER_SIGN_UP, Text.LETTER_SIGN_UP_TEXT, false),
        /** In place of that, where the address is an account's already. */
        REGISTRATION_KNOWN(Text.LETTER_KNOWN, Text.LETTER_KNOWN_TEXT, false),
        PASSWORD_CHANGED(Text.LETTER_PASSWORD_CHANGED, Text.LETTER_PASSWORD_CHANGED_TEXT, true),
        ADDRESS_CHANGED(Text.LETTER_ADDRESS_CHANGED, Text.LETTER_ADDRESS_CHANGED_TEXT, true),
        FACTOR_ADDED(Text.LETTER_FACTOR_ADDED, Text.LETTER_FACTOR_ADDED_TEXT, true),
        FACTOR_REMOVED(Text.LETTER_FACTOR_REMOVED, Text.LETTER_FACTOR_REMOVED_TEXT, true),
        CODES_REPLACED(Text.LETTER_CODES_REPLACED, Text.LETTER_CODES_REPLACED_TEXT, true),
        RECOVERY_CODE_USED(Text.LETTER_RECOVERY_CODE_USED, Text.LETTER_RECOVERY_CODE_USED_TEXT, true);

        private final Text subject;
        private final Text text;
        private final boolean notice;

        Kind(Text subject, Text text, boolean notice) {
            this.subject = subject;
            this.text = text;
            this.notice = notice;
        }

        /** Its name in the outbox. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether it tells the owner of an account that the account was changed. */
        public boolean isNotice() {
            return notice;
        }

        Text subject() {
            return subject;
        }

        Text text() {
            return text;
        }

        /** The kind with this name in the outbox. */
        public static Kind of(String key) {
            return Stream.of(values())
                    .filter(kind -> kind.key().equals(key))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * A letter in one language.
     *
     * @param subject without control characters
     */
    public record Written(String subject, String text, String html) {}
}

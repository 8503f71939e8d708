package dev.latchkey.admin.user.factor;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.account.User;
import dev.latchkey.core.factor.Factors;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The output fields of the commands in this package. */
public final class FactorShapes {

    static final String TOTP = "totp";
    static final String PASSKEY = "passkey";

    public static final Shape<Listed> FACTOR = Shape.<Listed>of("second factor", Listed::id)
            .column("factor", Kind.STRING, "totp, an authenticator app, or passkey.", Listed::factor)
            .column("name", Kind.STRING, "What the user calls the passkey; null for an app.", Listed::name)
            .column("added_at", Kind.TIME, "When it was added.", Listed::addedAt)
            .column(
                    "last_used_at",
                    Kind.TIME,
                    "The latest sign-in with the passkey; null for none.",
                    Listed::lastUsedAt)
            .column(
                    "recovery_codes",
                    Kind.INTEGER,
                    "How many recovery codes of the user are unused.",
                    Listed::codesLeft)
            .field("id", Kind.STRING, "What names it: of a passkey, the id of the credential.", Listed::id)
            .field("username", Kind.STRING, "Whose it is.", row -> row.user().username());

    public static final Shape<Integer> RESET = Shape.<Integer>of("reset factors", count -> count)
            .column("users", Kind.INTEGER, "How many users lost their second factor.", count -> count);

    /**
     * A factor with its user.
     *
     * @param id by which it is removed
     * @param name null for an app
     * @param lastUsedAt null when it was never used, and for an app
     */
    public record Listed(
            User user,
            String factor,
            String id,
            @Nullable String name,
            Instant addedAt,
            @Nullable Instant lastUsedAt,
            int codesLeft) {}

    private FactorShapes() {}

    /** The factors of a user, the app first. */
    static List<Listed> list(Factors factors, User user) {
        int codes = factors.secondFactors().countCodes(user.id());
        Stream<Listed> app = factors.secondFactors().find(user.id()).stream()
                .map(factor -> new Listed(user, TOTP, TOTP, null, factor.addedAt(), null, codes));
        Stream<Listed> passkeys = factors.passkeys().list(user.id()).stream()
                .map(passkey -> new Listed(
                        user, PASSKEY, passkey.id(), passkey.name(), passkey.createdAt(), passkey.lastUsedAt(), codes));
        return Stream.concat(app, passkeys).toList();
    }

    /** The kinds of factors that a user has. */
    public static List<String> kinds(Factors factors, User user) {
        return list(factors, user).stream().map(Listed::factor).distinct().toList();
    }
}

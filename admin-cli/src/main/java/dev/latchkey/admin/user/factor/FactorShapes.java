package dev.latchkey.admin.user.factor;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.account.User;
import dev.latchkey.core.factor.SecondFactors.Factor;

/** The output fields of the commands in this package. */
public final class FactorShapes {

    /** The name of the one kind of factor that there is. */
    static final String TOTP = "totp";

    public static final Shape<Listed> FACTOR = Shape.<Listed>of(
                    "second factor", row -> row.user().id())
            .column("factor", Kind.STRING, "totp, an authenticator app.", row -> TOTP)
            .field("username", Kind.STRING, "Whose it is.", row -> row.user().username())
            .column(
                    "added_at",
                    Kind.TIME,
                    "When it was added.",
                    row -> row.factor().addedAt())
            .column(
                    "recovery_codes",
                    Kind.INTEGER,
                    "How many recovery codes are unused.",
                    row -> row.factor().codesLeft());

    public static final Shape<Integer> RESET = Shape.<Integer>of("reset factors", count -> count)
            .column("users", Kind.INTEGER, "How many users lost their second factor.", count -> count);

    /** A factor with its user. */
    public record Listed(User user, Factor factor) {}

    private FactorShapes() {}
}

package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.core.Database;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.key.MasterKey;
import java.util.function.Supplier;

/** Says what a token is and whether this server would accept it, by the rules that the server has. */
final class TokenInspector {

    private final Database database;
    private final Supplier<MasterKey> masterKey;

    /** Asks for the master key only when a refresh token or code has to be recognised. */
    TokenInspector(Database database, Supplier<MasterKey> masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    Inspection inspect(String token) {
        if (token.startsWith(AuthorizationCode.PREFIX)) {
            return new CodeInspection(database, masterKey).inspect(token);
        }
        return RefreshToken.parse(token)
                .map(refresh -> new RefreshTokenInspection(database, masterKey).inspect(refresh))
                .or(() -> Jwt.parse(token).map(jwt -> new AccessTokenInspection(database).inspect(jwt)))
                .orElseThrow(
                        () -> Failure.usage(
                                "This is no access token or ID token (a JWT), refresh token (lkr_…) or authorization code (lkc_…) of Latchkey; is it complete?"));
    }
}

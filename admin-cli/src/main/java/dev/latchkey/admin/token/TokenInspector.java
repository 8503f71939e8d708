package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.core.Database;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.device.DeviceCode;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.key.MasterKey;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Says what a token is and whether this server would accept it, by the rules that the server has. */
final class TokenInspector {

    private final Database database;
    private final Supplier<MasterKey> masterKey;

    /** Asks for the master key only when a refresh token or a code has to be recognised. */
    TokenInspector(Database database, Supplier<MasterKey> masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    Inspection inspect(String token) {
        if (token.startsWith(AuthorizationCode.PREFIX)) {
            return new CodeInspection(database, masterKey).inspect(token);
        }
        if (token.startsWith(ClientSecret.PREFIX)) {
            return new ClientSecretInspection(database).inspect(token);
        }
        Optional<UUID> grant = DeviceCode.shown(token);
        if (grant.isPresent()) {
            return new DeviceCodeInspection(database, masterKey).inspect(token, grant.get());
        }
        return RefreshToken.parse(token)
                .map(refresh -> new RefreshTokenInspection(database, masterKey).inspect(refresh))
                .or(() -> Jwt.parse(token).map(jwt -> new AccessTokenInspection(database).inspect(jwt)))
                .orElseThrow(
                        () -> Failure.usage(
                                "This is no access token or ID token (a JWT), refresh token (lkr_…), authorization code (lkc_…), device code (lkd_…) or client secret (lks_…) of Latchkey; is it complete?"));
    }
}

package dev.latchkey.admin.client;

import dev.latchkey.admin.config.Node;
import dev.latchkey.admin.config.Values;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Claims;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.ClientKeys;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Lifetimes;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.Origin;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.Safeguards;
import dev.latchkey.core.client.SecretHash;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.SecretFile;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.session.Acr;
import dev.latchkey.core.text.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a client of what a configuration file says of it. What it does not say has the default. */
final class ClientReader {

    private final Values values;

    private ClientReader(Values values) {
        this.values = values;
    }

    static ConfiguredClient read(Values values) {
        return new ClientReader(values).read();
    }

    private ConfiguredClient read() {
        NewClient client = client();
        values.refuse(
                "secret_file",
                !client.hasSecret(),
                "is for clients that authenticate by a secret, which this does not.");
        values.refuse(
                "secret_hash",
                !client.hasSecret(),
                "is for clients that authenticate by a secret, which this does not.");
        values.refuse("secret_hash", values.has("secret_file"), "and 'secret_file' say the same: leave one out.");
        return new ConfiguredClient(client, values.truth("disabled"), tokensNotBefore(), secret());
    }

    private NewClient client() {
        String clientId = values.requiredText("client_id");
        boolean confidential = !Boolean.FALSE.equals(values.truth("confidential"));
        ClientAuthentication authentication = authentication(confidential);
        SignInSettings signIn = signIn();
        Safeguards safeguards = safeguards();
        NewClient client = values.checked(() -> {
            NewClient built = (confidential ? NewClient.confidential(clientId) : NewClient.publicClient(clientId))
                    .name(values.parsed("name", ClientName::parse))
                    .grants(Set.copyOf(values.list("grant_types", ClientReader::grant)))
                    .scopes(Scopes.of(values.list("scopes", ClientReader::scope)))
                    .audiences(values.list("audiences", audience -> audience))
                    .origins(values.list("origins", Origin::new))
                    .claims(claims())
                    .signingAlgorithm(values.parsed("signing_algorithm", KeyAlgorithm::valueOf))
                    .lifetimes(new Lifetimes(
                            values.seconds("access_token_lifetime", Lifetimes.DEFAULT.accessToken()),
                            values.seconds("refresh_token_lifetime", Lifetimes.DEFAULT.refreshToken()),
                            values.seconds("refresh_token_idle", Lifetimes.DEFAULT.refreshIdle()),
                            values.seconds("refresh_token_grace", Lifetimes.DEFAULT.refreshGrace())))
                    .signIn(signIn)
                    .authentication(authentication)
                    .safeguards(safeguards)
                    .exchangeTo(values.list("exchange_to", uri -> uri))
                    .build();
            built.requireGrantsOfMethod();
            built.requireTokensThatFit();
            return built;
        });
        values.refuse(
                "acr",
                client.signIn().acr() != null
                        && client.grantTypes().stream().anyMatch(SignInOptions.PAST_ACR::contains),
                "needs a browser: with the grants password and device_code users would sign in past it.");
        values.refuse(
                "consent",
                !client.signIn().asksConsent()
                        && !confidential
                        && client.signIn().isOnDeviceOnly(),
                "cannot be 'never': any program on the device can pose as a public client without an https redirect URI.");
        return client;
    }

    private static GrantType grant(String value) {
        return GrantType.of(value)
                .orElseThrow(() -> new IllegalArgumentException("'" + value + "' is no grant. The grants are "
                        + String.join(", ", new GrantTypeConverter()) + "."));
    }

    private static String scope(String value) {
        return Scopes.of(Set.of(value)).toString();
    }

    private Claims claims() {
        Claims claims = Claims.NONE;
        for (Map.Entry<String, Node> member : values.members("claims").entrySet()) {
            Claims before = claims;
            claims = values.checked(
                    "claims",
                    () -> before.with(
                            member.getKey(),
                            Claims.value(JsonText.of(member.getValue().plain()))));
        }
        return claims;
    }

    private SignInSettings signIn() {
        return values.checked(() -> new SignInSettings(
                values.list("redirect_uris", RedirectUri::new),
                values.list("post_logout_uris", RedirectUri::new),
                !"never".equals(values.text("consent")),
                !"optional".equals(values.text("pkce")),
                values.parsed("backchannel_logout_uri", LogoutUri::new),
                Acr.ONE_FACTOR.equals(values.text("acr")) ? null : values.text("acr"),
                values.parsed("groups_claim", SignInOptions::parsedClaim)));
    }

    private Safeguards safeguards() {
        boolean dpop = "required".equals(values.text("dpop"));
        boolean tls = "required".equals(values.text("tls_bound"));
        values.refuse("tls_bound", dpop && tls, "and 'dpop' exclude each other: tokens are bound to one of both.");
        return new Safeguards(
                "required".equals(values.text("par")),
                dpop ? TokenBinding.DPOP : tls ? TokenBinding.TLS : TokenBinding.OPTIONAL,
                !"off".equals(values.text("rotation")));
    }

    private ClientAuthentication authentication(boolean confidential) {
        values.refuse("auth_method", !confidential, "is not for a public client, which does not authenticate.");
        AuthMethod method = Optional.ofNullable(values.text("auth_method"))
                .flatMap(AuthMethod::of)
                .orElse(AuthMethod.SECRET);
        values.refuse("jwks_uri", values.has("jwks"), "and 'jwks' exclude each other: the keys are in one place.");
        values.refuse("tls_subject", method != AuthMethod.TLS_CLIENT_AUTH, "needs 'auth_method: tls_client_auth'.");
        values.refuse("trusts", !confidential, "is not for a public client, which does not authenticate.");
        ClientAuthentication own = new ClientAuthentication(
                method,
                values.parsed("jwks", text -> ClientKeys.parse(text).json()),
                values.parsed("jwks_uri", AuthOptions::uri),
                values.parsed("tls_subject", AuthOptions::subject));
        ClientAuthentication authentication =
                values.checked("trusts", () -> own.withTrusts(values.objects("trusts", ClientTrust::of)));
        if (authentication.needsKeys() && authentication.jwks() == null && authentication.jwksUri() == null) {
            throw values.at("auth_method").failure("The servers need its public keys: 'jwks' or 'jwks_uri'.");
        }
        if (method == AuthMethod.TLS_CLIENT_AUTH && authentication.tlsSubject() == null) {
            throw values.at("auth_method").failure("The servers need the subject of its certificate: 'tls_subject'.");
        }
        return authentication;
    }

    private @Nullable Instant tokensNotBefore() {
        // The database has no smaller unit.
        return values.parsed("tokens_not_before", text -> {
            try {
                Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
                if (time.isBefore(Instant.EPOCH)) {
                    throw new IllegalArgumentException("A time before 1970 revokes nothing: leave it out.");
                }
                return time;
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("A time is written like 2027-01-31T00:00:00Z.", e);
            }
        });
    }

    private @Nullable ConfiguredSecret secret() {
        ConfiguredSecret hashed = values.parsed(
                "secret_hash",
                text -> new ConfiguredSecret(SecretHash.of(ClientSecret.parseHash(text)), "by its hash", null));
        return hashed != null ? hashed : values.parsed("secret_file", this::secretIn);
    }

    private ConfiguredSecret secretIn(String file) {
        try {
            Path path = values.directory().resolve(file);
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                // A pipe or a device may never end.
                throw new IllegalArgumentException("The file " + path + " is no regular file.");
            }
            String secret = SecretFile.read(path);
            return new ConfiguredSecret(SecretHash.of(ClientSecret.hashGiven(secret)), "from " + file, null);
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }
}

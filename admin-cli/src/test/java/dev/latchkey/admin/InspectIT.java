package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.revocation.Permutation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a client's own token is accepted or refused; tokens of a family are in the transcript. */
class InspectIT {

    private final MasterKey masterKey = MasterKey.parse(MasterKey.generate());
    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));

    @BeforeEach
    void client() {
        database.keyChanges().createMissing(masterKey, Attribution.of("server"));
        Cli.on(settings).run("client", "add", "batch", "--grant", "client_credentials", "--scope", "reports");
    }

    private Result inspect(String token) {
        return Cli.on(settings).input(token).run("token", "inspect", "-o", "json");
    }

    private String token(String jti) {
        return Tokens.ofClient(
                database, masterKey, database.clients().findByClientId("batch").orElseThrow(), jti);
    }

    @Test
    void aGoodOneIsAccepted() {
        assertThat(inspect(token(Ids.next().toString())).out())
                .contains("\"verdict\":\"accepted\"", "Valid, RS256 key");
    }

    @Test
    void theClaimsOfItsClientAreShown() {
        Cli.on(settings).run("client", "update", "batch", "--claim", "role=web_user", "--claim", "level=3");
        assertThat(inspect(token(Ids.next().toString())).out())
                .contains("\"verdict\":\"accepted\"", "\"level\":3,\"role\":\"web_user\"");
    }

    @Test
    void aRevokedOneIsRefused() {
        var jti = Ids.next();
        database.revokedAccessTokens().revoke(jti, database.now().plus(Duration.ofMinutes(5)));
        assertThat(inspect(token(jti.toString())).out()).contains("\"verdict\":\"refused\"", "It was revoked.");
    }

    @Test
    void anOlderOneThanARevocationOfAllIsRefused() {
        String token = token(Ids.next().toString());
        Cli.on(settings).run("token", "revoke", "--client", "batch");
        assertThat(inspect(token).out()).contains("\"verdict\":\"refused\"", "The tokens of its client were revoked");
    }

    /** A server that had not heard of the revocation yet issued it: its time is good, and its place in the status list is not. */
    @Test
    void oneThatNamesAPlaceOfBeforeARevocationOfAllIsRefused() {
        database.statusLists().create(0);
        long index = database.clients().findByClientId("batch").orElseThrow().statusIndex();
        int place = new Permutation(Objects.requireNonNull(
                        database.statusLists().findSeeds().get(0L)))
                .place((int) index);
        String status = "{\"status_list\":{\"idx\":" + place + ",\"uri\":\"https://auth.example/status-lists/0\"}}";
        String claims = claims("client_id", "batch").replace("\"aud\"", "\"status\":" + status + ",\"aud\"");
        Cli.on(settings).run("token", "revoke", "--client", "batch");
        var key = Tokens.key(database, masterKey, KeyAlgorithm.ES256);
        String late = claims.replaceFirst(
                "\"iat\":[0-9]+", "\"iat\":" + (database.now().getEpochSecond() + 1));
        assertThat(inspect(Tokens.sign(late.replace("/status-lists/0", "/status-lists/1"), key))
                        .out())
                .contains("\"verdict\":\"accepted\"");
        assertThat(inspect(Tokens.sign(late, key)).out()).contains("\"verdict\":\"refused\"", "It was revoked.");
    }

    @Test
    void oneOfADisabledClientIsRefused() {
        Cli.on(settings).run("client", "disable", "batch");
        assertThat(inspect(token(Ids.next().toString())).out())
                .contains("\"verdict\":\"refused\"", "Its client is disabled.");
    }

    @Test
    void aChangedOneIsRefused() {
        String[] parts = token(Ids.next().toString()).split("\\.", -1);
        String[] other = token(Ids.next().toString()).split("\\.", -1);
        assertThat(inspect(parts[0] + "." + other[1] + "." + parts[2]).out())
                .contains("\"verdict\":\"refused\"", "the token was changed");
    }

    @Test
    void oneThatClaimsTheSymmetricKeyIsRefused() {
        var key = Tokens.key(database, masterKey, KeyAlgorithm.HS256);
        String header = "{\"alg\":\"HS256\",\"kid\":\"" + key.id() + "\"}";
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                + ".e30.AAAA";
        assertThat(inspect(token).out()).contains("\"verdict\":\"refused\"", "No HS256 key");
    }

    /** RFC 7515, section 4.1.11: a recipient that does not understand a critical header rejects the token. */
    @Test
    void oneWithACriticalHeaderIsRefused() {
        var key = Tokens.key(database, masterKey, KeyAlgorithm.ES256);
        String header = "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"" + key.id() + "\"";
        String claims = claims("client_id", "batch");
        assertThat(inspect(Tokens.sign(header + "}", claims, key)).out()).contains("\"verdict\":\"accepted\"");
        assertThat(inspect(Tokens.sign(header + ",\"crit\":[\"x\"],\"x\":1}", claims, key))
                        .out())
                .contains("\"verdict\":\"refused\"", "The signature is not that of key");
    }

    @Test
    void anIdTokenIsNoAccessToken() {
        Cli.on(settings).run("user", "add", "alice", "--no-password");
        var alice = database.users()
                .findByUsername(new Username("alice"))
                .orElseThrow()
                .id();
        String claims = claims("nonce", "n").replace("\"sub\":\"batch\"", "\"sub\":\"" + alice + "\"");
        String token = Tokens.sign(
                claims.replace("\"aud\":\"x\"", "\"aud\":\"batch\",\"sid\":\"" + Ids.next() + "\""),
                Tokens.key(database, masterKey, KeyAlgorithm.ES256));
        assertThat(inspect(token).out())
                .contains(
                        "\"kind\":\"id_token\"",
                        "\"verdict\":\"refused\"",
                        "It is an ID token of this server",
                        "it tells batch which user signed in, until",
                        "\"username\":\"alice\"",
                        "\"client_id\":\"batch\",\"client_status\":\"active\"",
                        "\"family_id\":null");
    }

    @Test
    void aTokenWithTheClaimsOfTwoKindsIsRefused() {
        String both = claims("client_id", "batch").replace("}", ",\"auth_time\":1}");
        assertThat(inspect(Tokens.sign(both, Tokens.key(database, masterKey, KeyAlgorithm.ES256)))
                        .out())
                .contains("\"kind\":\"jwt\"", "\"verdict\":\"refused\"", "is not an access token");
    }

    @Test
    void whatItIsForIsShown() {
        var key = Tokens.key(database, masterKey, KeyAlgorithm.ES256);
        String claims = claims("client_id", "batch");
        assertThat(inspect(Tokens.sign(claims, key)).out()).contains("\"audiences\":[\"x\"]");
        assertThat(inspect(Tokens.sign(claims.replace("\"x\"", "[\"x\",\"y\"]"), key))
                        .out())
                .contains("\"audiences\":[\"x\",\"y\"]");
        assertThat(inspect(token(Ids.next().toString())).out()).contains("\"audiences\":[]");
    }

    /** What every kind with a subject has, and one more. */
    private String claims(String name, String value) {
        long now = database.now().getEpochSecond();
        return "{\"sub\":\"batch\",\"aud\":\"x\",\"jti\":\"" + Ids.next() + "\",\"iat\":" + now + ",\"exp\":"
                + (now + 300) + ",\"" + name + "\":\"" + value + "\"}";
    }
}

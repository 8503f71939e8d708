package dev.latchkey.bench;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.resource.Resource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an API asks that calls another API for a user: <a href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693</a>. Only our
 * own server is asked.
 */
final class ExchangeRow {

    static final String NAME = "token exchange, ES256";

    private static final String ITS_OWN = "https://orders.bench.example/";
    private static final String THE_OTHER = "https://stock.bench.example/";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private ExchangeRow() {}

    /** Adds the API, which is a client, and the one that it calls. */
    static Target.Client addClient(Database database) {
        Target.Client client = new Target.Client("bench-orders", ClientSecret.generate(), new ArrayDeque<>());
        Scopes scopes = Scopes.parse("read write");
        NewClient added = NewClient.confidential(client.id())
                .grants(GrantType.TOKEN_EXCHANGE, GrantType.CLIENT_CREDENTIALS)
                .scopes(scopes)
                .signingAlgorithm(KeyAlgorithm.ES256)
                .exchangeTo(List.of(THE_OTHER))
                .build();
        Attribution by = Attribution.of("bench");
        if (database.clients()
                .add(added, ClientSecret.hash(client.secret()), by)
                .isEmpty()) {
            throw new IllegalStateException("The database is not empty");
        }
        database.requests().resources().put(new Resource(ITS_OWN, scopes, null, client.id()), by);
        database.requests().resources().put(new Resource(THE_OTHER, scopes, null, null), by);
        return client;
    }

    /** Each connection exchanges the access token of a sign-in of its own repeatedly. */
    static Row of(Target target, Target.Client client, Target.Client app) {
        return Row.each(NAME, () -> {
            Target.User user = Objects.requireNonNull(target.user());
            byte[] signIn = HttpConnection.post(
                    target.endpoints().token(),
                    app.authorization(),
                    Map.of(
                            "grant_type",
                            "password",
                            "username",
                            user.name(),
                            "password",
                            user.password(),
                            "resource",
                            ITS_OWN));
            byte[] exchange = HttpConnection.post(
                    target.endpoints().token(),
                    client.authorization(),
                    Map.of(
                            "grant_type",
                            GrantType.TOKEN_EXCHANGE.parameter(),
                            "subject_token",
                            Form.member(target.ask(signIn), "access_token"),
                            "subject_token_type",
                            ACCESS_TOKEN));
            return Workload.repeating(exchange, "issued_token_type");
        });
    }
}

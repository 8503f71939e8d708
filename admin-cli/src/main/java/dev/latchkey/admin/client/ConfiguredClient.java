package dev.latchkey.admin.client;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSettings;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.SecretHash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client of a configuration, as it is or as a file wants it. What is null in a file stays as it is.
 *
 * @param settings a {@link Client} that is there, or a {@link NewClient} of a file
 * @param disabled null when a file does not say it
 * @param tokensNotBefore null when a file does not say it
 * @param secret null when it has none, or a file does not say it
 */
record ConfiguredClient(
        ClientSettings settings,
        @Nullable Boolean disabled,
        @Nullable Instant tokensNotBefore,
        @Nullable ConfiguredSecret secret) {

    /** A client that is there. */
    static ConfiguredClient of(Client client, @Nullable SecretHash secretHash) {
        return new ConfiguredClient(
                client,
                client.isDisabled(),
                client.tokensNotBefore(),
                secretHash == null ? null : new ConfiguredSecret(secretHash, "as it is", null));
    }

    /** The client that is there. */
    Client present() {
        return (Client) settings;
    }

    /** What a file wants of the client. */
    NewClient wanted() {
        return (NewClient) settings;
    }

    ConfiguredClient withDisabled(@Nullable Boolean value) {
        return new ConfiguredClient(settings, value, tokensNotBefore, secret);
    }

    ConfiguredClient withTokensNotBefore(@Nullable Instant value) {
        return new ConfiguredClient(settings, disabled, value, secret);
    }

    ConfiguredClient withSecret(ConfiguredSecret value) {
        return new ConfiguredClient(settings, disabled, tokensNotBefore, value);
    }
}

package dev.latchkey.server.home;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.settings.ServerSettings;
import java.util.Optional;

/** The client that the walk signs in with. */
public final class DemoClient {

    private static final String NAME = "demo";

    private final ClientDirectory clients;
    private final String redirectUri;

    public DemoClient(ClientDirectory clients, ServerSettings settings) {
        this.clients = clients;
        this.redirectUri = settings.url(Endpoint.DEMO_CALLBACK.path());
    }

    /** The client, if the first start made it and no administrator took it away. */
    public Optional<Client> find() {
        return clients.find(NAME)
                .filter(client -> !client.isDisabled()
                        && client.grantTypes().contains(GrantType.AUTHORIZATION_CODE)
                        && client.signIn().mayRedirectTo(redirectUri));
    }

    String redirectUri() {
        return redirectUri;
    }
}

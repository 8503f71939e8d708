package dev.latchkey.server.authorize;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientKind;
import dev.latchkey.server.browser.Parameters;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to an authorization request goes: known to be the client's.
 *
 * @param redirectUri as the request has it
 * @param state that goes back as it came; null when there was none
 */
public record ReturnAddress(
        Client client, String redirectUri, @Nullable String state) {

    private static final Pattern WEB = Pattern.compile("https?://(\\[[^]]*]|[^/?:]*)");

    /**
     * The URL with an answer: parameters are added to the query that the URI has (<a
     * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749, section 4.1.2</a>).
     */
    String with(Map<String, String> answer) {
        StringBuilder url = new StringBuilder(redirectUri);
        String separator = !redirectUri.contains("?") ? "?" : redirectUri.matches(".*[?&]") ? "" : "&";
        for (Map.Entry<String, String> entry : answer.entrySet()) {
            url.append(separator).append(entry.getKey()).append('=').append(Parameters.encode(entry.getValue()));
            separator = "&";
        }
        return url.toString();
    }

    /** The client's name for people. */
    public String clientName() {
        return client.name() == null ? client.clientId() : client.name();
    }

    /** Where the answer goes, for people: the host, or the scheme of an app of the device. */
    public String destination() {
        Matcher web = WEB.matcher(redirectUri);
        return web.lookingAt() ? web.group(1) : redirectUri.substring(0, redirectUri.indexOf(':'));
    }

    /** Whether the client says by a document of its own who it is. */
    public boolean isDescribed() {
        return client.kind() == ClientKind.DOCUMENT;
    }

    /** Whether any program of the device could take the answer and say that it is this client (RFC 8252, section 8.6). */
    public boolean isOnDevice() {
        return !client.confidential() && !redirectUri.startsWith("https:");
    }
}

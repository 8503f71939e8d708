package dev.latchkey.server.browser;

import dev.latchkey.server.key.KeyDirectory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Remembers in a cookie that the password was right, while the user proves a second factor. The value is bound to the
 * form cookie of the browser and to the query, so that it is good in no other browser and for no other request.
 */
public final class ProvedPasswords {

    private static final String ACTION = "/sign-in";

    private final Cookies cookies;
    private final Forms forms;
    private final KeyDirectory keys;
    private final InstantSource clock;

    public ProvedPasswords(Cookies cookies, Forms forms, KeyDirectory keys, InstantSource clock) {
        this.cookies = cookies;
        this.forms = forms;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Sets the cookie after the right password.
     *
     * @param query of the sign-in page; empty when it had none
     */
    public void write(
            UUID userId,
            int credentialVersion,
            boolean remember,
            String query,
            HttpServletRequest request,
            HttpServletResponse response) {
        ProvedPassword proved = new ProvedPassword(userId, credentialVersion, remember, clock.instant());
        place(query, request)
                .map(place -> proved.write(keys.proofs(), place))
                .ifPresent(value -> cookies.write(Cookies.Name.PROVED, value, ProvedPassword.LIFETIME, response));
    }

    /** What this browser proved for this query within the last five minutes. */
    public Optional<ProvedPassword> find(String query, HttpServletRequest request) {
        return place(query, request)
                .flatMap(place -> cookies.read(Cookies.Name.PROVED, request)
                        .limit(2)
                        .flatMap(
                                value -> keys
                                        .recognise(proofs -> ProvedPassword.read(proofs, place, clock.instant(), value))
                                        .stream())
                        .findFirst());
    }

    /** Deletes the cookie. */
    public void clear(HttpServletResponse response) {
        cookies.write(Cookies.Name.PROVED, "", Duration.ZERO, response);
    }

    private Optional<FormPlace> place(String query, HttpServletRequest request) {
        return forms.cookie(request).map(cookie -> new FormPlace(cookie, ACTION, query));
    }
}

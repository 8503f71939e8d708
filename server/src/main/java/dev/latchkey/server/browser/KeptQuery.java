package dev.latchkey.server.browser;

import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.server.key.KeyDirectory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Remembers the query of the sign-in page in a cookie while a person waits for a letter. The letter does not carry it:
 * anyone can ask for a letter to another person, and its link must not lead that person to an application that the sender
 * chose; nor does a mail relay need to know who signs in where. So it is good in the same browser only. The value is bound
 * to the form cookie, and what reads it validates it like any query.
 */
public final class KeptQuery {

    /** Longer than a link works, which counts from the moment in which its letter is sent. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    /** Browsers drop a cookie whose name and value have more than 4,096 bytes. The MAC is shorter than 100. */
    private static final int MAX_LENGTH = 3_900;

    private final Cookies cookies;
    private final Forms forms;
    private final KeyDirectory keys;
    private final InstantSource clock;

    public KeptQuery(Cookies cookies, Forms forms, KeyDirectory keys, InstantSource clock) {
        this.cookies = cookies;
        this.forms = forms;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Remembers a query in place of an earlier one.
     *
     * @param query encoded; one that is empty, or too long for a cookie, is not kept
     */
    public void keep(String query, HttpServletRequest request, HttpServletResponse response) {
        Optional<String> browser =
                forms.cookie(request).filter(cookie -> !query.isEmpty() && query.length() <= MAX_LENGTH);
        if (browser.isPresent()) {
            String mac = keys.proofs()
                    .mac(Label.KEPT_QUERY, new Fields().time(clock.instant()), bound(browser.get(), query));
            cookies.write(Cookies.Name.KEPT, mac + "." + query, LIFETIME, response);
        } else {
            forget(request, response);
        }
    }

    /** What this browser keeps; empty when nothing, or for too long. */
    public Optional<Parameters> find(HttpServletRequest request) {
        return forms.cookie(request)
                .flatMap(browser -> cookies.read(Cookies.Name.KEPT, request)
                        .limit(2)
                        .flatMap(value -> keys.recognise(proofs -> read(proofs, browser, value)).stream())
                        .findFirst())
                .map(Parameters::parse);
    }

    private Optional<String> read(Proofs proofs, String browser, String value) {
        String[] parts = value.split("\\.", 2);
        return parts.length < 2
                ? Optional.empty()
                : proofs.verify(Label.KEPT_QUERY, parts[0], bound(browser, parts[1]), fields -> fields.time())
                        .filter(at -> clock.instant().isBefore(at.plus(LIFETIME)))
                        .map(at -> parts[1]);
    }

    /** Has the browser forget it. */
    public void forget(HttpServletRequest request, HttpServletResponse response) {
        if (cookies.read(Cookies.Name.KEPT, request).findAny().isPresent()) {
            cookies.write(Cookies.Name.KEPT, "", Duration.ZERO, response);
        }
    }

    private static Fields bound(String browser, String query) {
        return new Fields().text(browser).bytes(FormPlace.digest(query));
    }
}

package dev.latchkey.server.page;

import dev.latchkey.server.settings.Logo;
import dev.latchkey.server.settings.PageSettings;
import dev.latchkey.server.settings.PageSettings.Links;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operator's name, links, logo and colour, as the pages use them.
 *
 * @param base the path of the issuer, which comes before every path of this server; empty when the issuer has none
 * @param stylesheet with the operator's colour at its end
 * @param script asks browsers for passkeys
 * @param logo the operator's, or a key in the operator's colour
 */
record Looks(String base, String name, Links links, Asset stylesheet, Asset script, Asset logo) {

    static Looks of(URI issuer, PageSettings settings, @Nullable Logo logo) {
        Colour accent = Colour.parse(settings.accent());
        Palette light = Palette.light(accent);
        Palette dark = Palette.dark(accent);
        String colours = ":root{" + light.css() + "}\n@media (prefers-color-scheme:dark){:root{" + dark.css() + "}}\n";
        return new Looks(
                issuer.getPath().replaceFirst("/$", ""),
                settings.name(),
                settings.links(),
                Asset.of(utf8(resource("pages.css") + colours), "css", "text/css;charset=UTF-8"),
                Asset.of(utf8(resource("passkey.js")), "js", "text/javascript;charset=UTF-8"),
                logo == null
                        ? Asset.of(
                                utf8(resource("key.svg").replace("<style>", "<style>" + colours)),
                                "svg",
                                "image/svg+xml")
                        : Asset.of(logo.content(), logo.extension(), logo.contentType()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Looks.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

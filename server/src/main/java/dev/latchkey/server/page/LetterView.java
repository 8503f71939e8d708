package dev.latchkey.server.page;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A letter in one language, for its template. */
record LetterView(Letter letter, View view) {

    /** The subject without control characters, which could end the header. */
    String subject() {
        return view.text(letter.kind().subject(), view.looks().name()).replaceAll("\\p{Cntrl}", " ");
    }

    String lead() {
        String name = view.looks().name();
        return tellsInLead()
                ? view.text(Text.LETTER_FACTOR_ADDED_NAMED, name, factors())
                : view.text(letter.kind().text(), name);
    }

    private boolean tellsInLead() {
        return letter.kind() == Letter.Kind.FACTOR_ADDED && !letter.factors().isEmpty();
    }

    private String factors() {
        return letter.factors().stream().map(this::factor).collect(Collectors.joining("; "));
    }

    /** The paragraphs after the lead and the link. */
    List<String> paragraphs() {
        List<String> paragraphs = new ArrayList<>();
        if (letter.username() != null) {
            paragraphs.add(view.text(Text.LETTER_ACCOUNT, letter.username(), view.time(letter.at())));
        }
        if (!letter.factors().isEmpty() && !tellsInLead()) {
            paragraphs.add(view.text(Text.LETTER_FACTORS, factors()));
        }
        if (letter.kind().isNotice()) {
            boolean added = letter.kind() == Letter.Kind.FACTOR_ADDED;
            paragraphs.add(view.text(added ? Text.LETTER_NOT_YOU_ADDED : Text.LETTER_NOT_YOU));
        }
        return paragraphs;
    }

    /** Without the characters of which programs make links: the name may be the text of an attacker. */
    private String factor(Letter.Factor factor) {
        String since = view.time(factor.since());
        return factor.passkey() == null
                ? view.text(Text.LETTER_FACTORS_APP, since)
                : view.text(
                        Text.LETTER_FACTORS_PASSKEY,
                        factor.passkey().replaceAll("[^\\p{L}\\p{M}\\p{Nd} _(),'’&+-]+", " "),
                        since);
    }

    @Nullable
    String support() {
        URI support = view.looks().links().support();
        return support == null ? null : support.toString();
    }

    /** An address that is written to as people write it: where nothing is clicked, its scheme says nothing. */
    private static String readable(String link) {
        URI uri = URI.create(link);
        return "mailto".equalsIgnoreCase(uri.getScheme()) ? uri.getSchemeSpecificPart() : link;
    }

    /** The letter for programs that show no HTML. */
    String plain() {
        List<String> parts = new ArrayList<>();
        parts.add(lead());
        if (letter.link() != null) {
            parts.add(letter.link());
        }
        parts.addAll(paragraphs());
        String support = support();
        if (support != null) {
            parts.add(view.text(Text.SUPPORT) + ": " + readable(support));
        }
        parts.add("-- \n" + view.looks().name());
        return String.join("\n\n", parts) + "\n";
    }
}

package dev.latchkey.server.authorize;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a client wants the user to be asked: OpenID Connect Core, section 3.1.2.1. */
enum Prompt {
    NONE,
    LOGIN,
    CONSENT,
    SELECT_ACCOUNT;

    /** Reads the parameter; empty when a value is unknown, or {@code none} is not alone. */
    static Optional<Set<Prompt>> parse(@Nullable String text) {
        Set<Prompt> prompts = EnumSet.noneOf(Prompt.class);
        if (text != null) {
            for (String word : text.strip().split(" +", -1)) {
                Optional<Prompt> prompt = Stream.of(values())
                        .filter(value -> value.word().equals(word))
                        .findFirst();
                if (prompt.isEmpty()) {
                    return Optional.empty();
                }
                prompts.add(prompt.get());
            }
        }
        return prompts.contains(NONE) && prompts.size() > 1 ? Optional.empty() : Optional.of(prompts);
    }

    static String join(Set<Prompt> prompts) {
        return prompts.stream().map(Prompt::word).collect(Collectors.joining(" "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

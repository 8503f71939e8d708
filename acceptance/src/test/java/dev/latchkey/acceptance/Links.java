package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The links of pages in Markdown to other files of the same tree. */
final class Links {

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    private Links() {}

    /** Fails if one has no target; returns how many there are. Files that are no pages have none. */
    static int check(List<Path> files) throws IOException {
        int links = 0;
        for (Path page : files) {
            if (page.toString().endsWith(".md")) {
                for (MatchResult link : LINK.matcher(prose(page)).results().toList()) {
                    if (!link.group(1).contains("://")) {
                        assertTarget(page, link.group(1), link.group(2));
                        links++;
                    }
                }
            }
        }
        return links;
    }

    private static void assertTarget(Path page, String path, @Nullable String anchor) throws IOException {
        Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        assertThat(target).as(page.toString()).exists();
        if (anchor != null) {
            assertThat(anchors(target)).as(page + " links to " + target).contains(anchor);
        }
    }

    private static String prose(Path page) throws IOException {
        return CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    /** Anchors as GitHub and Forgejo derive them from the headings of a page. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(prose(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}

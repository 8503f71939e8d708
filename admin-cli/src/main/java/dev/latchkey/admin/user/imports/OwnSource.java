package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CSV with a heading, or a JSON object a line: the fields of {@link Account#FIELDS}. */
final class OwnSource extends LineSource {

    private final boolean csv;
    private LineFormat format = LineFormat.jsonLines();

    OwnSource(boolean csv) {
        this.csv = csv;
    }

    @Override
    void begin(Lines lines) throws IOException {
        if (csv) {
            format = LineFormat.csv(heading(lines.next()));
        }
    }

    private static List<String> heading(@Nullable String line) {
        if (line == null) {
            throw new BadLineException(
                    "The file is empty; its first line names the fields: username,email,full_name,scopes.");
        }
        List<String> names =
                LineFormat.csvRecord(line).stream().map(String::strip).toList();
        for (String name : names) {
            if (!Account.isKnown(name)) {
                throw new BadLineException("The heading has a field '" + name + "'; the fields are "
                        + String.join(", ", Account.FIELDS.keySet()) + ".");
            }
        }
        if (!names.contains("username") || new HashSet<>(names).size() != names.size()) {
            throw new BadLineException("The heading has no field 'username', or one field twice.");
        }
        return names;
    }

    @Override
    void line(String line, long number, Sink sink) throws IOException {
        sink.entry(Entry.ofOurs(number, format.read(line)));
    }
}

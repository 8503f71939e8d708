package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.output.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Takes a line apart into fields. Every record is one line: no field of an account may contain a line end. */
interface LineFormat {

    /**
     * Reads one line.
     *
     * @throws BadLineException when it does not have the form
     */
    Map<String, @Nullable Object> read(String line);

    /** A JSON object a line. */
    static LineFormat jsonLines() {
        return line -> {
            try {
                return JsonObject.parse(line);
            } catch (IllegalArgumentException e) {
                throw new BadLineException("The line is not a JSON object.");
            }
        };
    }

    /** RFC 4180, with these names in its heading. */
    static LineFormat csv(List<String> heading) {
        return line -> {
            List<String> values = csvRecord(line);
            if (values.size() != heading.size()) {
                throw new BadLineException(
                        "The line has " + values.size() + " fields, the heading " + heading.size() + ".");
            }
            Map<String, @Nullable Object> fields = new HashMap<>();
            for (int i = 0; i < values.size(); i++) {
                fields.put(heading.get(i), values.get(i).isEmpty() ? null : values.get(i));
            }
            return fields;
        };
    }

    /** The values of one line of CSV. */
    static List<String> csvRecord(String line) {
        try (CSVParser parser = CSVParser.parse(line, CSVFormat.RFC4180)) {
            List<CSVRecord> records = parser.getRecords();
            if (records.size() != 1) {
                throw new BadLineException("The line is not one line of CSV.");
            }
            return records.getFirst().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new BadLineException("The line is not CSV: a quotation mark is missing, or there is one too many.");
        }
    }
}

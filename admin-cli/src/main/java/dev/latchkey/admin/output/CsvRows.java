package dev.latchkey.admin.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** RFC 4180 with a heading, but with a line feed alone at the end of a line, as everything else here has. */
final class CsvRows<T> implements Rows<T> {

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    private final Shape<T> shape;
    private final CSVPrinter printer;

    CsvRows(Shape<T> shape, Writer out) {
        this.shape = shape;
        try {
            this.printer = new CSVPrinter(out, FORMAT);
            printer.printRecord(shape.fields().stream().map(Shape.Field::name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(T row) {
        try {
            printer.printRecord(shape.fields().stream().map(field -> Text.forPrograms(field.of(row))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}
}

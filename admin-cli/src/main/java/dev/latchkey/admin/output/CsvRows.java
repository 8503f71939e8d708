package dev.latchkey.admin.output;

import dev.latchkey.admin.terminal.UndeliveredException;
import java.io.IOException;
import java.io.Writer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** RFC 4180 with a heading, but with a line feed alone at the end of a line, as everything else here has. */
final class CsvRows<T> implements Rows<T> {

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    /** The wide forms count in East Asian versions; before a tab or a line end the rest of the cell is looked at. */
    private static final String FORMULA_BEGINS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final Shape<T> shape;
    private final CSVPrinter printer;
    private final boolean spreadsheet;

    CsvRows(Shape<T> shape, Writer out, boolean spreadsheet) {
        this.shape = shape;
        this.spreadsheet = spreadsheet;
        try {
            this.printer = new CSVPrinter(out, FORMAT);
            printer.printRecord(shape.fields().stream().map(Shape.Field::name));
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
    }

    @Override
    public void write(T row) {
        try {
            printer.printRecord(shape.fields().stream().map(field -> cell(Text.forPrograms(field.of(row)))));
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
    }

    /** Spreadsheets run what looks like a formula, quoted or not; after an apostrophe it is a text. */
    private String cell(String text) {
        return spreadsheet && !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    @Override
    public void close() {}
}

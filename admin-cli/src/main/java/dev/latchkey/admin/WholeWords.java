package dev.latchkey.admin;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Help whose lines end at blanks only. Picocli also ends them within a URL, a file name and an option. */
final class WholeWords extends Help {

    private static final String CONTINUED = " \\\n";
    private static final String INDENT = "     ";

    WholeWords(CommandSpec command, ColorScheme colours) {
        super(command, colours);
    }

    @Override
    public String description(Object... params) {
        Table table =
                new Table(colorScheme(), new Column(commandSpec().usageMessage().width(), 0, Column.Overflow.WRAP));
        table.indentWrappedLines = 0;
        Arrays.stream(commandSpec().usageMessage().description())
                .map(line -> colorScheme().text(line))
                .forEach(table::addRowValues);
        return table.toString();
    }

    /** An example that is too long for a line goes on in the next one as a shell reads it. */
    @Override
    public String footer(Object... params) {
        int width = commandSpec().usageMessage().width();
        StringBuilder footer = new StringBuilder();
        for (String line : commandSpec().usageMessage().footer()) {
            String rest = line;
            int end = rest.lastIndexOf(" --", width - CONTINUED.length());
            while (rest.length() > width && end > INDENT.length()) {
                footer.append(rest, 0, end).append(CONTINUED);
                rest = INDENT + rest.substring(end);
                end = rest.lastIndexOf(" --", width - CONTINUED.length());
            }
            footer.append(rest).append('\n');
        }
        return footer.toString();
    }

    @Override
    public Layout createDefaultLayout(
            List<OptionSpec> options, List<PositionalParamSpec> parameters, ColorScheme colours) {
        Column[] columns = super.createDefaultLayout(options, parameters, colours)
                .textTable()
                .columns();
        return new Layout(
                colours, new Table(colours, columns), createDefaultOptionRenderer(), createDefaultParameterRenderer());
    }

    /** Gives picocli one line at a time, so that it has none to break. */
    private static final class Table extends TextTable {

        Table(ColorScheme colours, Column... columns) {
            super(colours, columns);
        }

        @Override
        public Cell putValue(int row, int col, Ansi.Text value) {
            Column column = columns()[col];
            if (column.overflow != Column.Overflow.WRAP) {
                return super.putValue(row, col, value);
            }
            int indent = column.indent;
            try {
                String text = value.plainString();
                int from = 0;
                int last = row;
                int end = lineEnd(text, from, column);
                while (end < text.length()) {
                    super.putValue(last, col, value.substring(from, end));
                    addEmptyRow();
                    last++;
                    from = end + 1;
                    column.indent = indent + indentWrappedLines;
                    end = lineEnd(text, from, column);
                }
                return super.putValue(last, col, value.substring(from, end));
            } finally {
                column.indent = indent;
            }
        }

        /** Where the last blank is at which the line fits, or else the next one. */
        private static int lineEnd(String text, int from, Column column) {
            int most = from + column.width - column.indent;
            if (text.length() < most) {
                return text.length();
            }
            int end = text.lastIndexOf(' ', most - 1);
            if (end <= from) {
                end = text.indexOf(' ', most);
            }
            return end < 0 ? text.length() : end;
        }
    }
}

package dev.latchkey.admin.completion;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion script for fish: one line for each command and option, with the commands before it as condition. */
final class FishCompletion {

    private FishCompletion() {}

    static String script(CommandSpec root) {
        StringBuilder out = new StringBuilder("complete -c latchkey -f\n");
        add(root, "", out);
        return out.toString();
    }

    private static void add(CommandSpec command, String path, StringBuilder out) {
        String condition = condition(command, path);
        command.subcommands()
                .forEach((name, child) -> out.append("complete -c latchkey -n ")
                        .append(quote(condition))
                        .append(" -a ")
                        .append(name)
                        .append(" -d ")
                        .append(quote(description(
                                child.getCommandSpec().usageMessage().description())))
                        .append('\n'));
        command.options().forEach(option -> addOption(option, condition, out));
        command.subcommands().forEach((name, child) -> add(child.getCommandSpec(), path + " " + name, out));
    }

    private static String condition(CommandSpec command, String path) {
        StringBuilder condition = new StringBuilder();
        for (String word : path.strip().split(" ", -1)) {
            if (!word.isEmpty()) {
                condition
                        .append(condition.isEmpty() ? "" : "; and ")
                        .append("__fish_seen_subcommand_from ")
                        .append(word);
            }
        }
        if (!command.subcommands().isEmpty()) {
            condition
                    .append(condition.isEmpty() ? "" : "; and ")
                    .append("not __fish_seen_subcommand_from ")
                    .append(String.join(" ", command.subcommands().keySet()));
        }
        return condition.toString();
    }

    private static void addOption(OptionSpec option, String condition, StringBuilder out) {
        out.append("complete -c latchkey -n ").append(quote(condition));
        for (String name : option.names()) {
            out.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
        }
        if (option.arity().max() > 0) {
            boolean file =
                    option.paramLabel().equals("FILE") || option.paramLabel().equals("DIR");
            out.append(file ? " -r -F" : " -x");
            Iterable<String> candidates = option.completionCandidates();
            if (candidates != null) {
                out.append(" -a ").append(quote(String.join(" ", candidates)));
            }
        }
        out.append(" -d ").append(quote(description(option.description()))).append('\n');
    }

    private static String description(String[] lines) {
        String first = lines.length == 0 ? "" : lines[0];
        int end = first.indexOf(". ");
        return (end < 0 ? first : first.substring(0, end))
                .replaceFirst("[:,]? ?\\$\\{.*$", "")
                .replaceFirst("\\.$", "");
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}

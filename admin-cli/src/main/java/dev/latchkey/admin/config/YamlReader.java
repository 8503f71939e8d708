package dev.latchkey.admin.config;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.config.Node.Mapping;
import dev.latchkey.admin.config.Node.Scalar;
import dev.latchkey.admin.config.Node.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one document of YAML 1.2, of which JSON is a part, from the events of the parser: so every value has its place. It
 * refuses what makes a file mean something else than it seems to: names that come twice, and tags. Aliases are bounded, because
 * nine lines of them can stand for a billion values.
 */
public final class YamlReader {

    /** In bytes, and in characters. */
    public static final int MOST = 64 * 1024 * 1024;

    /** Deeper than any field is. */
    private static final int MOST_LEVELS = 20;

    /** For how many values all aliases of a file may stand. */
    private static final int MOST_ALIASED = 100_000;

    private final String file;
    private final Path directory;
    private final Iterator<Event> events;
    private final Map<String, Node> anchors = new HashMap<>();
    private int aliased;

    private YamlReader(String file, Path directory, String text) {
        this.file = file;
        this.directory = directory;
        LoadSettings settings =
                LoadSettings.builder().setLabel(file).setCodePointLimit(MOST).build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * Reads a document that is an object.
     *
     * @param file its name, for messages
     * @param directory what names of files in it are relative to
     * @throws Failure saying what is wrong and where
     */
    public static Mapping read(String file, Path directory, String text) {
        YamlReader reader = new YamlReader(file, directory, text);
        try {
            return reader.document();
        } catch (MarkedYamlEngineException e) {
            throw reader.place(e.getProblemMark().or(e::getContextMark))
                    .failure(sentence(e.getProblem() == null ? String.valueOf(e.getContext()) : e.getProblem()));
        } catch (YamlEngineException e) {
            throw Failure.usage(file + ": " + sentence(String.valueOf(e.getMessage())));
        }
    }

    private static String sentence(String problem) {
        String line = problem.lines().findFirst().orElse("").strip();
        return "This is no YAML: " + (line.endsWith(".") ? line : line + ".");
    }

    private Mapping document() {
        // The beginning of the stream.
        events.next();
        if (!(events.next() instanceof DocumentStartEvent)) {
            throw Failure.usage(file + ": The file is empty.");
        }
        Node node = node(events.next(), 0);
        if (!(events.next() instanceof DocumentEndEvent) || !(events.next() instanceof StreamEndEvent)) {
            throw Failure.usage(file + ": The file has more than one document.");
        }
        if (node instanceof Scalar scalar && scalar.value() == null) {
            throw Failure.usage(file + ": The file is empty.");
        }
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        throw node.at().failure("A configuration begins with 'version: 1', and has sections such as 'clients:'.");
    }

    private Node node(Event event, int levels) {
        Position at = place(event.getStartMark());
        if (levels > MOST_LEVELS) {
            throw at.failure("Lists and objects are nested more than " + MOST_LEVELS + " deep.");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias, at);
        }
        Node node = switch (event) {
            case ScalarEvent scalar -> {
                refuseTag(scalar.getTag(), at);
                yield new Scalar(at, scalar.isPlain() ? PlainScalar.value(scalar.getValue(), at) : scalar.getValue());
            }
            case SequenceStartEvent sequence -> {
                refuseTag(sequence.getTag(), at);
                yield sequence(at, levels);
            }
            case MappingStartEvent mapping -> {
                refuseTag(mapping.getTag(), at);
                yield mapping(at, levels);
            }
            default -> throw at.failure("A value is missing.");
        };
        // Only now: nothing can contain itself.
        ((NodeEvent) event).getAnchor().map(Anchor::getValue).ifPresent(name -> anchors.put(name, node));
        return node;
    }

    private static void refuseTag(Optional<String> tag, Position at) {
        if (tag.isPresent()) {
            throw at.failure("Tags such as " + tag.get() + " are not allowed.");
        }
    }

    private Node alias(AliasEvent alias, Position at) {
        String name = alias.getAnchor().map(Anchor::getValue).orElse("");
        Node node = anchors.get(name);
        if (node == null) {
            throw at.failure("There is no value &" + name + " before *" + name + ".");
        }
        aliased += node.size();
        if (aliased > MOST_ALIASED) {
            throw at.failure("The aliases of a file stand for at most " + MOST_ALIASED + " values.");
        }
        return node;
    }

    private Sequence sequence(Position at, int levels) {
        List<Node> items = new ArrayList<>();
        int size = 1;
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            Node item = node(event, levels + 1);
            items.add(item);
            size += item.size();
        }
        return new Sequence(at, items, size);
    }

    private Mapping mapping(Position at, int levels) {
        Map<String, Node> members = new LinkedHashMap<>();
        Map<String, Position> names = new HashMap<>();
        int size = 1;
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            Position place = place(event.getStartMark());
            if (!(event instanceof ScalarEvent key) || key.getAnchor().isPresent()) {
                throw place.failure("The name of a field is a text.");
            }
            refuseTag(key.getTag(), place);
            String name = key.getValue();
            Position before = names.putIfAbsent(name, place);
            if (before != null) {
                throw place.failure("'" + name + "' is here twice, first in line " + before.line() + ".");
            }
            Node member = node(events.next(), levels + 1);
            members.put(name, member);
            size += member.size();
        }
        return new Mapping(at, members, names, size);
    }

    private Position place(Optional<Mark> mark) {
        return new Position(
                file,
                directory,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1);
    }
}

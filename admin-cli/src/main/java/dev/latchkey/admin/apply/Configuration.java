package dev.latchkey.admin.apply;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.config.Node;
import dev.latchkey.admin.config.Node.Mapping;
import dev.latchkey.admin.config.Node.Sequence;
import dev.latchkey.admin.config.Part;
import dev.latchkey.admin.config.Position;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the configuration files of a command line want, all of them together. */
final class Configuration {

    /** Stands for standard input. */
    static final String INPUT = "-";

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final List<Section<?>> sections;
    private final List<Part<?>> parts = new ArrayList<>();

    private Configuration(List<Section<?>> sections) {
        this.sections = sections;
    }

    /**
     * Reads files.
     *
     * @return the sections that a file has, in their order
     * @throws Failure when one cannot be read, or is no configuration
     */
    static List<Part<?>> read(List<String> files, InputStream input, List<Section<?>> sections) {
        Configuration configuration = new Configuration(sections);
        for (String file : files) {
            configuration.add(file.equals(INPUT) ? standardInput(input) : file(file));
        }
        return sections.stream()
                .flatMap(section -> configuration.part(section).stream())
                .collect(Collectors.toList());
    }

    private static Mapping standardInput(InputStream input) {
        try {
            return parse("standard input", Path.of(""), input);
        } catch (IOException e) {
            throw Failure.usage("Standard input cannot be read: " + e.getMessage() + ".");
        }
    }

    private static Mapping file(String file) {
        Path path = Path.of(file);
        try (InputStream in = Files.newInputStream(path)) {
            return parse(file, Objects.requireNonNullElse(path.getParent(), Path.of("")), in);
        } catch (NoSuchFileException e) {
            throw Failure.usage("There is no file " + file + ".");
        } catch (AccessDeniedException e) {
            throw Failure.usage("The file " + file + " cannot be read: this user has no permission.");
        } catch (IOException e) {
            throw Failure.usage("The file " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static Mapping parse(String name, Path directory, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(YamlReader.MOST + 1);
        if (bytes.length > YamlReader.MOST) {
            throw Failure.usage(name + ": The file is larger than 64 MiB.");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return YamlReader.read(
                    name, directory, !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw Failure.usage(name + ": The file is not UTF-8.");
        }
    }

    private void add(Mapping file) {
        Node version = file.members().get("version");
        if (version == null) {
            throw file.at().failure("'version: 1' is missing.");
        }
        if (!Objects.equals(version.plain(), Sections.VERSION)) {
            throw version.at().failure("The version of the file has to be " + Sections.VERSION + ".");
        }
        if (file.members().size() == 1) {
            throw file.at().failure("The file has no section: " + names() + ".");
        }
        file.members().forEach((name, node) -> {
            if (!name.equals("version")) {
                add(name, node, Objects.requireNonNullElse(file.names().get(name), file.at()));
            }
        });
    }

    private void add(String name, Node node, Position at) {
        Section<?> section = sections.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> at.failure("'" + name + "' is no section. The sections are " + names() + "."));
        if (!(node instanceof Sequence sequence)) {
            throw at.failure("'" + name
                    + "' has to be a list. Write [] for an empty one, or leave the section out to leave it as it is.");
        }
        Part<?> part = part(section).orElseGet(() -> {
            Part<?> added = new Part<>(section);
            parts.add(added);
            return added;
        });
        sequence.items().forEach(part::add);
    }

    private Optional<Part<?>> part(Section<?> section) {
        return parts.stream()
                .filter(part -> part.section().name().equals(section.name()))
                .findFirst();
    }

    private String names() {
        return sections.stream().map(Section::name).collect(Collectors.joining(", "));
    }
}

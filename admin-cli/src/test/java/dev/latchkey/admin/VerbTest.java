package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.PreparedVerb;
import dev.latchkey.admin.command.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code user/DisableUser.java} is {@code latchkey user disable}, and nothing else. */
class VerbTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.latchkey.admin");

    static List<JavaClass> nouns() {
        return CLASSES.stream()
                .filter(type -> type.getFields().stream()
                        .anyMatch(field -> field.getRawType().isEquivalentTo(Noun.class)))
                .toList();
    }

    static List<JavaClass> verbs() {
        return CLASSES.stream().filter(type -> !commandMethods(type).isEmpty()).toList();
    }

    /** Every other command refuses a home without a database: docs/configuration.md has the same list. */
    @Test
    void theseVerbsMayBeginAnInstallation() {
        assertThat(verbs().stream()
                        .filter(verb -> verb.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getName().equals("mayBegin")))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "AddUser",
                        "ImportUsers",
                        "AddGroup",
                        "AddClient",
                        "AddResource",
                        "AddTrustedHost",
                        "SetScope",
                        "ApplyFiles",
                        "MigrateDatabase");
    }

    private static List<JavaMethod> commandMethods(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> method.isAnnotatedWith(Command.class))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void aVerbIsOneCommandWithoutABaseClass(JavaClass verb) {
        assertThat(commandMethods(verb)).hasSize(1);
        assertThat(verb.getRawSuperclass().orElseThrow().isEquivalentTo(Record.class))
                .as("verbs share by composition")
                .isTrue();
        assertThat(verb.getRawInterfaces()).isEmpty();
        assertThat(verb.getFields())
                .filteredOn(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .as("parameters are arguments")
                .extracting(field -> field.getRawType().getName())
                .containsExactly(Session.class.getName());
    }

    @ParameterizedTest
    @MethodSource("nouns")
    void aNounOnlyNamesItsVerbs(JavaClass noun) {
        assertThat(noun.getMethods()).isEmpty();
    }

    @Test
    void theOutlineHasEveryCommandInItsOrder() {
        Map<String, CommandLine> outline = CommandTree.outline().getSubcommands();
        Map<String, CommandLine> commands = CommandTree.root().getSubcommands();
        assertThat(List.copyOf(outline.keySet())).isEqualTo(List.copyOf(commands.keySet()));
    }

    @Test
    void everyVerbCanBeCalledByTheNameOfItsFile() {
        List<String> called = new ArrayList<>();
        collect(CommandTree.root(), called);
        assertThat(called)
                .containsExactlyInAnyOrderElementsOf(
                        verbs().stream().map(JavaClass::getName).toList());
    }

    /** A command at the root, such as doctor, is a verb itself. */
    private static void collect(CommandLine command, List<String> called) {
        for (CommandLine child : command.getSubcommands().values()) {
            if (child.getCommand() instanceof PreparedVerb prepared) {
                Class<?> type = verb(prepared);
                called.add(type.getName());
                String noun = command.getParent() == null
                        ? child.getCommandName()
                        : command.getCommandSpec()
                                .qualifiedName(".")
                                .replaceFirst("^latchkey\\.", "")
                                .replace("-", "");
                assertThat(type.getPackageName()).isEqualTo("dev.latchkey.admin." + noun);
                assertThat(type.getSimpleName()).contains(words(child.getCommandName()));
            }
            collect(child, called);
        }
    }

    /** What the build has prepared. */
    private static Class<?> verb(PreparedVerb prepared) {
        try {
            return Class.forName(prepared.getClass().getName().replace("." + PreparedVerb.PREFIX, "."));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static String words(String name) {
        return Arrays.stream(name.split("-", -1))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }
}

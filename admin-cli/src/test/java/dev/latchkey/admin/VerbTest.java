package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code user/DisableUser.java} is {@code latchkey user disable}, and nothing else. */
class VerbTest {

    /** All classes that picocli knows as a command, but for the program itself. */
    private static List<JavaClass> commands() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.latchkey.admin").stream()
                        .filter(type -> type.isAnnotatedWith(Command.class) && !type.isEquivalentTo(Latchkey.class))
                        .toList();
    }

    static List<JavaClass> nouns() {
        return commands().stream().filter(VerbTest::isNoun).toList();
    }

    static List<JavaClass> verbs() {
        return commands().stream().filter(type -> !isNoun(type)).toList();
    }

    private static boolean isNoun(JavaClass type) {
        return type.getAnnotationOfType(Command.class).subcommands().length > 0;
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void aVerbIsOneCommandWithoutABaseClass(JavaClass verb) {
        assertThat(verb.getRawSuperclass().orElseThrow().isEquivalentTo(Object.class))
                .as("verbs share by composition")
                .isTrue();
        assertThat(verb.getRawInterfaces()).extracting(JavaClass::getName).containsExactly(Callable.class.getName());
        assertThat(verb.getMethods()).noneMatch(method -> method.isAnnotatedWith(Command.class));
        assertThat(verb.getConstructors()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("nouns")
    void aNounOnlyNamesItsVerbs(JavaClass noun) {
        assertThat(noun.getMethods()).isEmpty();
    }

    @Test
    void everyVerbCanBeCalledByTheNameOfItsFile() {
        List<String> called = new ArrayList<>();
        collect(CommandTree.root(), called);
        assertThat(called)
                .containsExactlyInAnyOrderElementsOf(
                        verbs().stream().map(JavaClass::getName).toList());
    }

    /** A noun without verbs, as doctor, is one itself. */
    private static void collect(CommandLine command, List<String> called) {
        for (CommandLine child : command.getSubcommands().values()) {
            if (child.getSubcommands().isEmpty()) {
                Class<?> type = child.getCommand().getClass();
                called.add(type.getName());
                boolean isNoun = command.getParent() == null;
                String noun = isNoun ? child.getCommandName() : command.getCommandName();
                assertThat(type.getPackageName()).isEqualTo("dev.latchkey.admin." + noun);
                assertThat(type.getSimpleName()).contains(words(isNoun ? noun : child.getCommandName()));
            }
            collect(child, called);
        }
    }

    private static String words(String name) {
        return Arrays.stream(name.split("-", -1))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }
}

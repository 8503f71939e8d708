package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A statement that changes rows says how many: one ({@code Rows.one}), any ({@code Rows.any}), or the number is looked at.
 * In compiled code that is easy to see: what nothing looks at is popped from the stack.
 */
class UncheckedUpdateTest {

    private static final String STATEMENT =
            JdbcClient.StatementSpec.class.getName().replace('.', '/');

    @Test
    void everyNumberOfChangedRowsIsLookedAt() throws IOException, URISyntaxException {
        List<String> unchecked = new ArrayList<>();
        int[] updates = {0};
        Path classes = Path.of(Database.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .map(UncheckedUpdateTest::parse)
                    .forEach(model -> updates[0] += look(model, unchecked));
        }
        assertThat(unchecked).isEmpty();
        assertThat(updates[0]).as("statements found").isGreaterThan(30);
    }

    @Test
    void theRuleFindsWhatItForbids() throws IOException, URISyntaxException {
        Path here = Path.of(UncheckedUpdateTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(Careless.class.getName().replace('.', '/') + ".class");
        List<String> unchecked = new ArrayList<>();
        assertThat(look(parse(here), unchecked)).isEqualTo(2);
        assertThat(unchecked).containsExactly("dev/latchkey/core/UncheckedUpdateTest$Careless.ignores");
    }

    /** Never run. */
    @SuppressWarnings("unused")
    private static final class Careless {

        void ignores(JdbcClient jdbc) {
            jdbc.sql("DELETE FROM users").update();
        }

        int looks(JdbcClient jdbc) {
            return jdbc.sql("DELETE FROM users").update();
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the methods that ignore the result of an update; returns how many updates there are. */
    private static int look(ClassModel model, List<String> unchecked) {
        int[] updates = {0};
        model.methods()
                .forEach(method -> method.code().ifPresent(code -> {
                    boolean update = false;
                    for (CodeElement element : code) {
                        if (update && element instanceof StackInstruction stack && stack.opcode() == Opcode.POP) {
                            unchecked.add(model.thisClass().asInternalName() + "."
                                    + method.methodName().stringValue());
                        }
                        if (element instanceof java.lang.classfile.Instruction) {
                            update = element instanceof InvokeInstruction call
                                    && call.owner().asInternalName().equals(STATEMENT)
                                    && call.name().equalsString("update");
                            updates[0] += update ? 1 : 0;
                        }
                    }
                }));
        return updates[0];
    }
}

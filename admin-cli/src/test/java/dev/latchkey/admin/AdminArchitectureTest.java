package dev.latchkey.admin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.latchkey.admin.terminal.Surroundings;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.latchkey.admin", importOptions = ImportOption.DoNotIncludeTests.class)
class AdminArchitectureTest {

    @ArchTest
    static final ArchRule nothingSpeaksSql = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "javax.sql..", "org.springframework..", "org.postgresql..", "org.flywaydb..");

    @ArchTest
    static final ArchRule theCommandDoesNotKnowTheServer =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.latchkey.server..");

    @ArchTest
    static final ArchRule nounsHaveNoCycles =
            slices().matching("dev.latchkey.admin.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheTerminalTouchesTheStreamsOfTheProcess = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Surroundings.class.getName())
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in")
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "console")
            .orShould()
            .callMethod(Instant.class, "now");
}

package dev.latchkey.embedded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.latchkey.embedded", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theEmbeddedDatabaseKnowsNoTable = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..",
                    "javax.sql..",
                    "org.postgresql..",
                    "org.springframework.jdbc..",
                    "dev.latchkey.core..",
                    "dev.latchkey.server..",
                    "dev.latchkey.admin..");

    @ArchTest
    static final ArchRule ownershipKnowsNothingOfPostgres = noClasses()
            .that()
            .resideInAPackage("dev.latchkey.embedded.ownership")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.latchkey.embedded");
}

package dev.latchkey.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.latchkey.core.jdbc.Secrets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;

@AnalyzeClasses(packages = "dev.latchkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theCoreKnowsNothingOfTheWebNorOfOAuth2 = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.servlet..",
                    "org.springframework.web..",
                    "org.springframework.http..",
                    "org.springframework.boot..",
                    "org.springframework.security.oauth2..",
                    "org.springframework.security.web..",
                    // The core stores keys and hashes as bytes. The server and the command sign and verify JWTs, each
                    // for
                    // itself, so the core needs no JOSE library.
                    "com.nimbusds..",
                    "dev.latchkey.server..",
                    "dev.latchkey.admin..");

    @ArchTest
    static final ArchRule theCoreDoesNotKnowWhoStartsItsDatabase = noClasses()
            .that()
            .resideInAPackage("dev.latchkey.core..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.latchkey.embedded..");

    @ArchTest
    static final ArchRule whatTimeItIsComesFromTheDatabase = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule randomNumbersComeFromOnePlace = noClasses()
            .that()
            .areNotAssignableTo(Secrets.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Random.class);

    @ArchTest
    static final ArchRule nothingIsPrinted =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");
}

package dev.latchkey.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.nimbusds.jwt.SignedJWT;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.latchkey.server.key.SignedJwts;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;

@AnalyzeClasses(packages = "dev.latchkey.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyTheCoreSpeaksSql = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.latchkey.server.ServerConfiguration")
            .and()
            .doNotHaveFullyQualifiedName("dev.latchkey.server.DatabaseConfiguration")
            .and()
            // These open a connection of their own, and leave the talking to the owner of the table.
            .areNotAssignableTo("dev.latchkey.server.cache.DatabaseWatcher")
            .and()
            // Hands out connections, and speaks over none.
            .doNotHaveFullyQualifiedName("dev.latchkey.server.operate.startup.StartupDatabase")
            .and()
            // Hands out connections, and speaks over none.
            .resideOutsideOfPackage("dev.latchkey.server.pool")
            .and()
            // Explains failures to connect.
            .doNotHaveFullyQualifiedName("dev.latchkey.server.operate.startup.StartupFailureReporter")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.postgresql..", "com.zaxxer..");

    @ArchTest
    static final ArchRule noStatementIsMadeInTheServer = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.sql.Statement")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.sql.PreparedStatement")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.jdbc.core..");

    @ArchTest
    static final ArchRule jwtsAreParsedInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(SignedJwts.class.getName())
            .and()
            // Shows the tokens that this server has just made.
            .doNotHaveFullyQualifiedName("dev.latchkey.server.home.DemoController")
            .should()
            .callMethod(SignedJWT.class, "parse", String.class);

    /** Of other parties' tokens, {@code parseForeign} looks at the texts. */
    @ArchTest
    static final ArchRule onlyTokensOfThisServerAreParsedWithoutALookAtTheirTexts = noClasses()
            .that()
            .resideOutsideOfPackage("dev.latchkey.server.token")
            .and()
            .doNotHaveFullyQualifiedName(SignedJwts.class.getName())
            .should()
            .callMethod(SignedJwts.class, "parse", String.class);

    @ArchTest
    static final ArchRule theServerDoesNotKnowTheCommandLine =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.latchkey.admin..");

    @ArchTest
    static final ArchRule theClockIsMadeInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.latchkey.server.ServerConfiguration")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule randomNumbersComeFromOnePlaceOfTheCore =
            noClasses().should().callConstructor(SecureRandom.class);

    @ArchTest
    static final ArchRule standardOutputIsWiredInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.latchkey.server.DatabaseConfiguration")
            .and()
            // Prints its usage, and starts nothing.
            .doNotHaveFullyQualifiedName("dev.latchkey.server.LatchkeyServer")
            .should()
            .accessField(System.class, "out");

    @ArchTest
    static final ArchRule standardErrorIsForAServerThatDoesNotStart = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.latchkey.server.operate.startup.StartupFailureReporter")
            .should()
            .accessField(System.class, "err");
}

package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house: docs/adr/0014-the-house.md. */
class FloorsTest {

    private static final String CORE = "dev.latchkey.core";

    private static final Floors FLOORS = Floors.of(CORE, """
            1 jdbc
            1 text
            2 audit      text
            2 connection jdbc
            2 once       jdbc
            2 outbox     jdbc
            2 proof      jdbc
            2 revocation jdbc
            2 session    jdbc
            3 family     audit connection jdbc proof
            3 pushed     jdbc proof
            3 trust      audit connection jdbc
            3 limit      audit jdbc
            3 link       jdbc proof
            4 device     audit family jdbc proof session
            4 group      audit family jdbc
            4 relay      connection text trust
            4 key        audit connection family jdbc
            4 resource   audit family jdbc text
            5 account    audit device family group jdbc limit link outbox session text
            5 client     audit family jdbc key session text
            6 consent    account audit client device family jdbc resource session
            6 credential account jdbc
            6 factor     audit family jdbc key outbox session
            7 setup      audit connection credential
            7 upkeep     audit client device family jdbc key limit once outbox pushed revocation session
            8 (root)""");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(CORE);

    @Test
    void everyArrowIsInTheTable() {
        assertThat(FLOORS.violations(CLASSES)).isEmpty();
        assertThat(FLOORS.found(CLASSES)).isEqualTo(FLOORS.names());
    }

    @Test
    void everyArrowPointsDown() {
        assertThat(FLOORS.faults()).isEmpty();
    }

    @Test
    void whatTheTableForbidsIsFound() {
        Floors strict = Floors.of(CORE, """
                1 jdbc
                2 audit
                2 family audit""");
        assertThat(strict.faults()).containsExactly("family -> audit");
        assertThat(strict.violations(CLASSES)).contains("audit -> text: AuditLog uses JsonText");
    }
}

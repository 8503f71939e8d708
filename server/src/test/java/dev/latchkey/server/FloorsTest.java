package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.latchkey.core.Floors;
import org.junit.jupiter.api.Test;

/** The house: docs/adr/0014-the-house.md. */
class FloorsTest {

    private static final String SERVER = "dev.latchkey.server";

    private static final Floors FLOORS = Floors.of(SERVER, """
            1 cache
            1 claims
            1 clock
            1 http
            1 key
            1 outbox
            1 settings
            2 dpop                    http key
            2 edge                    http
            2 fetch                   settings
            2 limit                   http settings
            2 page                    http settings
            2 pool                    settings
            2 statuslist              cache http key settings
            3 browser                 http key page settings
            3 mail                    outbox page settings
            3 authn                   http key limit page settings
            3 clientauth              cache fetch http key limit
            3 document                cache fetch http limit
            3 discovery               claims dpop http key page settings statuslist
            3 token                   cache claims key settings statuslist
            4 link                    http key limit mail outbox page settings
            4 authorize               browser cache claims document http key page settings token
            4 bearer                  clientauth dpop http token
            4 grant                   cache clientauth dpop edge http token
            4 introspection           clientauth key token
            4 passkey                 browser http key limit page
            4 operate                 authn cache clock key pool settings
            4 revocation              clientauth key token
            5 account                 authn bearer http limit link settings
            5 consent                 authorize browser cache http page
            5 grant.clientcredentials dpop grant token
            5 grant.code              dpop grant token
            5 device                  browser cache clientauth http key limit page settings
            5 grant.device            dpop grant token
            5 grant.exchange          cache dpop grant token
            5 grant.password          authn dpop grant token
            5 grant.refresh           dpop grant key token
            5 login                   authn authorize browser edge http key limit link page passkey settings
            5 recovery                authn authorize browser http limit link page settings
            5 home                    browser cache http page settings token
            5 logout                  browser cache fetch http outbox page settings token
            5 selfservice             authn authorize browser http key limit link page passkey settings
            5 operate.startup         authn clock http key operate pool settings
            5 par                     authorize browser clientauth dpop http key limit
            5 oidc                    bearer cache claims
            6 (root)""");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(SERVER);

    @Test
    void everyArrowIsInTheTable() {
        assertThat(FLOORS.violations(CLASSES)).isEmpty();
        assertThat(FLOORS.found(CLASSES)).isEqualTo(FLOORS.names());
    }

    @Test
    void everyArrowPointsDownAndThereAreAtMostSixFloors() {
        assertThat(FLOORS.faults()).isEmpty();
        assertThat(FLOORS.height()).isLessThanOrEqualTo(6);
    }
}

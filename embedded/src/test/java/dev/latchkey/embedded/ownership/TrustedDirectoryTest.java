package dev.latchkey.embedded.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedDirectoryTest {

    private static final int STRANGER = 12_345;

    @TempDir
    private Path temporary;

    private Path parent;
    private Path home;

    @BeforeEach
    void create() throws IOException {
        parent = Files.createDirectory(temporary.toRealPath().resolve("parent"));
        home = Files.createDirectory(parent.resolve("home"));
        mode(parent, "rwxr-xr-x");
        mode(home, "rwxr-xr-x");
    }

    private static Path mode(Path file, String mode) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static void chown(Path file, String attribute, int id) throws IOException {
        assumeThat(new UnixSystem().getUid())
                .as("only root can give files away")
                .isZero();
        Files.setAttribute(file, attribute, id, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void aDirectoryOfOnesOwnIsTrusted() throws IOException {
        Files.writeString(home.resolve("master-key"), "secret");
        assertThatCode(() -> TrustedDirectory.require(home)).doesNotThrowAnyException();
        mode(home, "rwx------");
        assertThatCode(() -> TrustedDirectory.require(home)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwxr-x", "rwx-w----", "rwx----w-"})
    void oneThatOthersMayWriteIsRefusedWithTheRemedy(String mode) throws IOException {
        mode(home, mode);
        assertThatThrownBy(() -> TrustedDirectory.require(home))
                .isInstanceOf(UnusableHomeException.class)
                .hasMessageContaining("Other users may write to " + home)
                .hasMessageContaining("chmod -R go-w " + home);
    }

    @Test
    void oneOfAnotherUserIsRefused() throws IOException {
        chown(home, "unix:uid", STRANGER);
        assertThatThrownBy(() -> TrustedDirectory.require(home))
                .hasMessageContaining(home + " belongs to ")
                .hasMessageContaining("LATCHKEY_HOME");
    }

    @Test
    void whatIsInItIsLookedAtToo() throws IOException {
        Path key = mode(Files.writeString(home.resolve("master-key"), "secret"), "rw-rw-rw-");
        assertThatThrownBy(() -> TrustedDirectory.require(home)).hasMessageContaining("may write to " + key);
        // Where others cannot come to it, they cannot change it.
        mode(home, "rwx------");
        assertThatCode(() -> TrustedDirectory.require(home)).doesNotThrowAnyException();
        chown(key, "unix:uid", STRANGER);
        assertThatThrownBy(() -> TrustedDirectory.require(home)).hasMessageContaining(key + " belongs to ");
    }

    @Test
    void aLinkOfAnotherUserIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("postgresql"), parent);
        chown(link, "unix:uid", STRANGER);
        assertThatThrownBy(() -> TrustedDirectory.require(home)).hasMessageContaining(link + " belongs to ");
    }

    @Test
    void aLinkToTheDirectoryIsTrustedWhereNoOtherUserCanExchangeIt() throws IOException {
        Path places = Files.createDirectory(temporary.toRealPath().resolve("places"));
        mode(places, "rwxr-xr-x");
        Path link = Files.createSymbolicLink(places.resolve("link"), Path.of("../parent"));
        Path named = link.resolve("../parent/./home");
        TrustedDirectory.requireLinks(named);
        mode(places, "rwxrwxrwx");
        assertThatThrownBy(() -> TrustedDirectory.requireLinks(named))
                .isInstanceOf(UnusableHomeException.class)
                .hasMessageContaining("Other users may write to " + places)
                .hasMessageContaining("exchange " + link);
        // A link that a trusted link leads to is looked at too, and one that is not on the way is not.
        Path other = Files.createSymbolicLink(parent.resolve("other"), link);
        assertThatThrownBy(() -> TrustedDirectory.requireLinks(other.resolve("home")))
                .hasMessageContaining("Other users may write to " + places);
        TrustedDirectory.requireLinks(home);
        Files.setAttribute(places, "unix:mode", 01777);
        TrustedDirectory.requireLinks(named);
        chown(link, "unix:uid", STRANGER);
        assertThatThrownBy(() -> TrustedDirectory.requireLinks(named)).hasMessageContaining(link + " belongs to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxr-xrwx"})
    void aParentThatOthersMayWriteIsRefused(String mode) throws IOException {
        mode(parent, mode);
        assertThatThrownBy(() -> TrustedDirectory.require(home))
                .hasMessageContaining("Other users may write to " + parent)
                .hasMessageContaining("chmod go-w " + parent);
    }

    @Test
    void aParentOfAnotherUserOrGroupIsRefused() throws IOException {
        mode(parent, "rwxrwxr-x");
        chown(parent, "unix:gid", STRANGER);
        assertThatThrownBy(() -> TrustedDirectory.require(home)).hasMessageContaining("may write to " + parent);
        mode(parent, "rwxr-xr-x");
        chown(parent, "unix:uid", STRANGER);
        assertThatThrownBy(() -> TrustedDirectory.require(home)).hasMessageContaining(parent + " belongs to ");
    }

    @Test
    void aStickyParentIsTrusted() throws IOException {
        mode(parent, "rwxrwxrwx");
        Files.setAttribute(parent, "unix:mode", 01777);
        assertThatCode(() -> TrustedDirectory.require(home)).doesNotThrowAnyException();
    }

    /** OpenShift: any user id, group 0, and directories that the image prepared for that group. */
    @Test
    void theGroupOfRootIsTrustedByAnArbitraryUserAlone() throws IOException {
        FileOwnership shared = new FileOwnership(home, 10_001, 0, 0770);
        assertThat(shared.isForArbitraryUser(caller(1_000_700_000, 0))).isTrue();
        assertThat(shared.isForArbitraryUser(caller(0, 0))).isFalse();
        assertThat(shared.isForArbitraryUser(caller(1000, 1000))).isFalse();
        assertThat(new FileOwnership(home, 10_001, 5, 0770).isForArbitraryUser(caller(1_000_700_000, 0)))
                .isFalse();
    }

    private static FileOwnership.Caller caller(long uid, long gid) {
        return new FileOwnership.Caller(uid, "someone", gid, Set.of(gid));
    }

    @Test
    void aSecretThatOthersCanReadIsExposed() throws IOException {
        Path key = mode(Files.writeString(home.resolve("key"), "secret"), "rw-r--r--");
        mode(home, "rwx------");
        assertThat(SecretExposure.of(key)).as("nobody else comes to it").isEmpty();
        mode(home, "rwxr-xr-x");
        // The directory of a test is its owner's alone.
        for (Path directory : new Path[] {temporary.toRealPath(), parent}) {
            mode(directory, "rwxr-xr-x");
        }
        assertThat(SecretExposure.of(key))
                .hasValueSatisfying(fault -> assertThat(fault).contains("All users", "chmod go= " + key));
        mode(key, "rw-------");
        assertThat(SecretExposure.of(key)).isEmpty();
        assertThat(SecretExposure.of(home.resolve("absent"))).isEmpty();
        mode(key, "rw-r-----");
        chown(key, "unix:gid", STRANGER);
        assertThat(SecretExposure.of(key))
                .hasValueSatisfying(fault -> assertThat(fault).contains("The group " + STRANGER));
    }
}

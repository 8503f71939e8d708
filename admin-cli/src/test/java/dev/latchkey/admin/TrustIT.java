package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code latchkey client trust}: whose JWTs authenticate a client. */
class TrustIT {

    private static final String CI = "https://ci.example";

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void prepare() {
        on = new Applying(directory);
        Result added =
                run("client", "add", "deploy", "--profile", "service", "--scope", "deploy", "--auth", "federated");
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).startsWith("deploy\t").doesNotContain("lks_");
    }

    private Result run(String... arguments) {
        return on.cli().with("LATCHKEY_ISSUER", "https://auth.example.com").run(arguments);
    }

    private Result add(String... options) {
        return run(Stream.concat(Stream.of("client", "trust", "add", "deploy", "--issuer", CI), Stream.of(options))
                .toArray(String[]::new));
    }

    private Result remove(String... options) {
        return run(Stream.concat(Stream.of("client", "trust", "remove", "deploy", "--issuer", CI), Stream.of(options))
                .toArray(String[]::new));
    }

    private Client client(String name) {
        return on.database.clients().findByClientId(name).orElseThrow();
    }

    private List<ClientTrust> trusts() {
        return client("deploy").authentication().trusts();
    }

    private static void assertDone(Result result) {
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @Test
    void trustsAreAddedListedAndRemoved() {
        assertThat(client("deploy").authentication().method()).isEqualTo(AuthMethod.FEDERATED);
        assertDone(
                add("--subject", "a", "--subject", "b", "--subject-prefix", "org/", "--once", "--expect-aud", "prod"));
        assertDone(add("--subject", "c", "--claim", "ref_protected=true", "--claim", "id=\"7\"", "--claim", "n=7"));
        assertThat(trusts()).extracting(ClientTrust::subjectOrPrefix).containsExactly("a", "b", "org/", "c");
        assertThat(trusts().get(3).claims())
                .containsEntry("ref_protected", true)
                .containsEntry("id", "7")
                .containsEntry("n", 7L);
        assertThat(run("client", "trust", "list", "deploy", "-o", "csv").out())
                .contains("https://ci.example,a,,", ",prod,true,discovered,");
        assertThat(run("client", "show", "deploy", "-o", "json").out())
                .contains(
                        "\"trusts\":[{\"issuer\":\"https://ci.example\",\"subject\":\"a\",\"audience\":\"prod\",\"once\":true}");
        // The same again is nothing; another condition for the same subject would be the looser one.
        assertThat(add("--subject", "a", "--once", "--expect-aud", "prod").err())
                .contains("trusts them already");
        assertThat(add("--subject", "a").exitCode()).isEqualTo(4);
        assertThat(client("deploy").tokensNotBefore()).isNull();
        Instant before = on.database.now();
        Result removed = remove("--subject", "a", "--subject-prefix", "org/", "--reason", "moved");
        assertDone(removed);
        assertThat(removed.err()).contains("removed trusts of deploy", "resource servers refuse by");
        assertThat(trusts()).extracting(ClientTrust::subjectOrPrefix).containsExactly("b", "c");
        assertThat(client("deploy").tokensNotBefore()).isAfterOrEqualTo(before);
        assertThat(remove("--subject", "a").exitCode()).isEqualTo(3);
        assertDone(remove());
        assertThat(trusts()).isEmpty();
        assertThat(on.jdbc
                        .sql(
                                "SELECT count(*) FROM audit_log WHERE action = 'client.update' AND details::text LIKE '%trusts%'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(4);
    }

    @Test
    void aTrustThatIsNotThereKeepsTheOthers() {
        assertDone(add("--subject", "a", "--subject-prefix", "org/"));
        for (String[] named : new String[][] {
            {"--subject", "a", "--subject", "typo"},
            {"--subject", "a", "--subject-prefix", "typo/"},
            {"--subject", "org/", "--subject-prefix", "org/"}
        }) {
            Result refused = remove(named);
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.err()).contains("The client 'deploy' has no trust of '", "and keeps what it has");
        }
        assertThat(trusts()).hasSize(2);
        assertThat(client("deploy").tokensNotBefore()).isNull();
    }

    @Test
    void aStarInASubjectIsNoPattern() {
        assertThat(add("--subject", "org/*").err())
                .contains("note that 'org/*' is compared as it is, and * stands for itself: --subject-prefix says");
        assertThat(add("--subject", "org/a").err()).doesNotContain("stands for itself");
    }

    /** As when a cluster changes its keys: what the client got before stays good. */
    @Test
    void theSameTrustWithOtherKeysTakesThePlaceOfTheFirst() throws IOException {
        on.write("first.jwks", Keys.set(Keys.EC));
        on.write("second.jwks", Keys.set(Keys.EDWARDS));
        for (String keys : List.of("first.jwks", "second.jwks")) {
            assertDone(add("--subject", "a", "--jwks-file", on.file(keys).toString()));
        }
        assertThat(trusts())
                .singleElement()
                .satisfies(trust -> assertThat(trust.jwks()).contains("OKP").doesNotContain("\"EC\""));
        assertThat(client("deploy").tokensNotBefore()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--subject-prefix repo:o/r | ends in : or /",
                "--subject-prefix : | ends in : or /",
                "--expect-aud x | Name a --subject",
                "--subject a --claim sub=x | rules of their own",
                "--subject a --claim x | --claim is NAME=VALUE",
                "--subject a --claim x={} | compared with a text",
                "--subject a --jwks-uri http://ci.example/ | is https://host/path",
                "--subject a --jwks-file /nonexistent | There is no file",
                "--subject a --issuer ci.example | is https://host/path",
                "--subject a --issuer https://auth.example.com | no tokens of its own",
                "--subject a --issuer https://auth.example.com/ | no tokens of its own"
            })
    void whatMakesNoSenseIsRefused(String options, String why) {
        List<String> words = new ArrayList<>(List.of("client", "trust", "add", "deploy"));
        if (!options.contains("--issuer")) {
            words.addAll(List.of("--issuer", CI));
        }
        words.addAll(List.of(options.split(" ", -1)));
        Result result = run(words.toArray(String[]::new));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(why);
    }

    /** Which a logout URI cannot be, whose rule about private hosts they share. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://CI.example/keys",
                "https://ci.example/a/../keys",
                "https://ci.example:70000/keys",
                "https://ci.example/./keys"
            })
    void urisOfKeysMayHaveWhatOtherUrisMayNot(String uri) {
        Result result = add("--subject", "a", "--jwks-uri", uri);
        assertDone(result);
        assertThat(trusts()).hasSize(1);
        assertThat(result.err()).doesNotContain("went wrong");
    }

    @Test
    void onlyClientsThatAuthenticateHaveTrustsAndAtMostTwenty() {
        assertDone(run("client", "add", "app", "--public", "--grant", "password"));
        assertThat(run("client", "trust", "add", "app", "--issuer", CI, "--subject", "a")
                        .exitCode())
                .isEqualTo(4);
        String[] many = Stream.iterate(1, i -> i <= 21, i -> i + 1)
                .flatMap(i -> Stream.of("--subject", "s" + i))
                .toArray(String[]::new);
        assertThat(add(many).err())
                .contains("at most 20 trusts", "'latchkey client trust remove' removes what is there.");
        // Beside a secret, which stays.
        assertDone(run("client", "add", "both", "--profile", "service", "--scope", "deploy"));
        assertDone(run("client", "trust", "add", "both", "--issuer", CI, "--subject", "a"));
        assertThat(client("both").hasSecret()).isTrue();
        assertDone(run("client", "update", "both", "--auth", "federated"));
        assertThat(client("both").authentication().trusts()).hasSize(1);
        assertThat(on.database.clients().findSecrets())
                .doesNotContainKey(client("both").id());
    }

    @Test
    void filesHaveTrusts() {
        String head = "version: 1\nclients:\n  - client_id: deploy\n    auth_method: federated\n";
        on.applied(head + """
                    trusts:
                      - issuer: https://ci.example
                        subject: a
                        claims: {id: "7", attempt: 1, protected: true}
                        once: true
                """.indent(0));
        assertThat(trusts()).singleElement().satisfies(trust -> {
            assertThat(trust.claims())
                    .containsEntry("id", "7")
                    .containsEntry("attempt", 1L)
                    .containsEntry("protected", true);
            assertThat(trust.once()).isTrue();
        });
        String exported = on.export();
        assertThat(exported).contains("trusts:", "subject: a");
        assertThat(on.apply(exported, "--dry-run", "--exit-code").exitCode()).isZero();
        assertThat(client("deploy").tokensNotBefore()).isNull();
        assertThat(on.apply(head + "    trusts: [{issuer: https://ci.example, subject: a, glob: x}]\n", "--yes")
                        .err())
                .contains(":5:", "'glob' is no field of a trust");
        // Without its trust, as with 'trust remove'.
        on.applied(head);
        assertThat(trusts()).isEmpty();
        assertThat(client("deploy").tokensNotBefore()).isNotNull();
    }

    @Test
    void theDoctorWarnsOfSubjectsThatManyHave() {
        assertThat(run("doctor").out()).contains("trusts no issuer, and has nothing else");
        String github = "https://token.actions.githubusercontent.com";
        for (String[] trust : new String[][] {
            {"https://kubernetes.default.svc", "system:serviceaccount:shop:default"},
            {github, "repo:octocat@1/r@2:pull_request"},
            {github, "repo:octocat/named:ref:refs/heads/main"},
            {github, "repo:octocat@123456/my-repo@456789:ref:refs/heads/main"},
            {"https://kubernetes.default.svc", "system:serviceaccount:shop:api"}
        }) {
            assertDone(run("client", "trust", "add", "deploy", "--issuer", trust[0], "--subject", trust[1]));
        }
        String said = run("doctor").out();
        assertThat(said)
                .contains("'system:serviceaccount:shop:default' is every pod of the namespace")
                .contains("for pull requests, which run code that was not reviewed")
                .contains("'repo:octocat/named:ref:refs/heads/main' has names of GitHub without ids")
                .doesNotContain("my-repo@456789", "serviceaccount:shop:api");
        Result fapi = run("doctor", "--profile", "fapi2", "--client", "deploy", "-o", "csv");
        assertThat(fapi.out()).contains("client_authentication,deploy,5.3.2.1-6,fail");
    }

    /** The commands of docs/federation.md as they are printed. */
    @Test
    void theCommandsOfTheGuideWork() throws IOException {
        assertDone(run("client", "delete", "deploy", "--yes"));
        on.write("cluster.jwks", Keys.set(Keys.EC));
        String guide = Files.readString(Path.of("../docs/federation.md"));
        List<String> commands = Pattern.compile("(?m)^latchkey (client .*)$")
                .matcher(guide)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(commands).hasSizeGreaterThan(7);
        for (String command : commands) {
            List<String> words = new ArrayList<>();
            Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
            while (word.find()) {
                words.add(word.group(1) != null ? word.group(1) : word.group(2));
            }
            words.replaceAll(text -> text.equals("cluster.jwks") ? on.file(text).toString() : text);
            assertDone(run(words.toArray(String[]::new)));
        }
        assertThat(client("pods").authentication().trusts()).hasSize(1);
        assertThat(run("doctor").out()).doesNotContain("GitHub without ids", "of its trusts");
    }
}

package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.latchkey.admin.Cli.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported can be applied, and is then exported again as the same bytes. */
class ExportIT {

    private static final int ROUNDS = 40;

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Cli.on(Cli.NOWHERE).run("export", "--schema").out());

    @TempDir
    private Path directory;

    @TempDir
    private Path other;

    /**
     * Makes one database as a random file says, whatever it was before, and another one as the first one's export says. Then
     * both export the same, and the files change nothing any more.
     */
    @Test
    void anExportMakesAnotherDatabaseTheSame() {
        long seed = new Random().nextLong();
        RandomConfiguration configuration = new RandomConfiguration(new Random(seed));
        Applying one = new Applying(directory);
        Applying two = new Applying(other);
        for (int round = 0; round < ROUNDS; round++) {
            String wanted = configuration.json();
            String place = "round " + round + " of seed " + seed + ": " + wanted;
            assertThat(SCHEMA.validate(wanted, InputFormat.JSON)).as(place).isEmpty();
            makeSo(one, wanted, round, place);
            String exported = one.export("--secret-hashes");
            assertThat(SCHEMA.validate(one.export("-o", "json", "--secret-hashes"), InputFormat.JSON))
                    .as(place)
                    .isEmpty();
            makeSo(two, exported, round, place);
            assertThat(withoutEnds(two.export("--secret-hashes"))).as(place).isEqualTo(withoutEnds(exported));
            for (String same : new String[] {wanted, exported, one.export("-o", "json"), one.export()}) {
                Result again = one.apply(same, "--dry-run", "--exit-code", "--prune");
                assertThat(again.exitCode()).as(place + again.out()).isZero();
            }
        }
    }

    /** A client that loses a trust refuses its older tokens from that moment on, which is another one in each database. */
    private static String withoutEnds(String exported) {
        return exported.replaceAll("(?m)^ *tokens_not_before: .*\n", "");
    }

    private static void makeSo(Applying on, String text, int round, String place) {
        Result result = on.apply(
                text,
                "--yes",
                "--prune",
                "--prune-limit",
                "1000",
                "--secrets-out",
                on.file("secrets" + round).toString());
        assertThat(result.exitCode()).as(place + result.err()).isZero();
        assertThat(result.out() + result.err()).doesNotContain("lks_").doesNotContain("sha256");
    }

    @Test
    void anEmptyDatabaseBecomesTheSame() {
        Applying one = new Applying(directory);
        makeSo(one, new RandomConfiguration(new Random(1)).json(), 0, "");
        makeSo(one, new RandomConfiguration(new Random(2)).json(), 1, "");
        String exported = one.export();
        Applying two = new Applying(other);
        Result result = two.apply(
                exported, "--yes", "--secrets-out", two.file("secrets").toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(two.export()).isEqualTo(exported);
    }

    @Test
    void aFileHasNamesInOrderAndNoDefaults() {
        Applying on = new Applying(directory);
        on.applied("""
                version: 1
                clients:
                - client_id: shop
                  confidential: true
                  name: "off"
                  grant_types: [refresh_token, authorization_code]
                  redirect_uris: [https://shop.example/cb]
                  consent: ask
                  rotation: off
                  access_token_lifetime: 300
                  secret_hash: sha256:0000000000000000000000000000000000000000000000000000000000000000
                - client_id: app
                  confidential: false
                  grant_types: [refresh_token]
                scopes:
                - {scope: write, description: 'Change: all'}
                - {scope: read, description: Read your orders}
                """);
        assertThat(on.export()).isEqualTo("""
                version: 1
                clients:
                  - client_id: app
                    confidential: false
                    grant_types:
                      - refresh_token
                  - client_id: shop
                    name: "off"
                    grant_types:
                      - authorization_code
                      - refresh_token
                    redirect_uris:
                      - https://shop.example/cb
                    rotation: "off"
                scopes:
                  - scope: read
                    description: Read your orders
                  - scope: write
                    description: "Change: all"
                resources: []
                trusted_hosts: []
                groups: []
                """);
    }

    /** What one refuses because of its form, the other does too. */
    @Test
    void theSchemaKnowsTheFieldsThatApplyKnows() {
        Applying on = new Applying(directory);
        for (String wrong : new String[] {
            "{}",
            "{\"version\":1}",
            "{\"version\":2,\"clients\":[]}",
            "{\"version\":1,\"client\":[]}",
            "{\"version\":1,\"clients\":{}}",
            "{\"version\":1,\"clients\":null}",
            "{\"version\":1,\"clients\":[{}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":1}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"id\":\"x\"}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"secret\":\"x\"}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"scopes\":\"read\"}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"scopes\":[1]}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"consent\":\"no\"}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"disabled\":\"yes\"}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"claims\":[]}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"access_token_lifetime\":0}]}",
            "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"access_token_lifetime\":\"5 m\"}]}",
            "{\"version\":1,\"scopes\":[{\"scope\":\"a\"}]}",
            "{\"version\":1,\"resources\":[{\"uri\":\"https://a.example/\",\"scopes\":null}]}",
            "{\"version\":1,\"trusted_hosts\":[\"a.example\"]}"
        }) {
            assertThat(SCHEMA.validate(wrong, InputFormat.JSON)).as(wrong).isNotEmpty();
            assertThat(on.apply(wrong, "--yes").exitCode()).as(wrong).isEqualTo(2);
        }
        String nulls =
                "{\"version\":1,\"clients\":[{\"client_id\":\"a\",\"name\":null,\"consent\":null,\"scopes\":null,"
                        + "\"confidential\":false,\"grant_types\":[\"refresh_token\"],\"disabled\":null}]}";
        assertThat(SCHEMA.validate(nulls, InputFormat.JSON)).isEmpty();
        on.applied(nulls);
    }

    @Test
    void otherFormatsThanYamlAndJsonAreRefused() {
        for (String format : List.of("csv", "tsv", "table", "jsonl", "id")) {
            var result = Cli.on(Cli.NOWHERE).run("export", "-o", format);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("A configuration is YAML, or JSON with -o json");
        }
    }
}

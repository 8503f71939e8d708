package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The examples, started as their READMEs say. */
final class Examples {

    private Examples() {}

    static ExampleProcess spring(Map<String, String> environment) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return ExampleProcess.start(
                Checkout.ROOT,
                environment,
                java.toString(),
                "-jar",
                "examples/spring/target/example.jar",
                "--server.port=PORT");
    }

    /** Skips the test where Python lacks what it needs. */
    static ExampleProcess fastApi(Map<String, String> environment) throws IOException, InterruptedException {
        String python = Programs.requirePython(
                "fastapi, uvicorn, jwt, cryptography",
                "apt-get install python3-fastapi uvicorn python3-jwt python3-cryptography");
        return ExampleProcess.start(
                Checkout.ROOT.resolve("examples/fastapi"),
                environment,
                python,
                "-m",
                "uvicorn",
                "main:app",
                "--port",
                "PORT");
    }

    /** Installs it in a directory of its own. Skips the test where Node or npm is missing. */
    static ExampleProcess node(Path directory, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path node = Programs.require("node", "apt-get install nodejs");
        Path npm = Programs.require("npm", "apt-get install npm");
        Path copy = Files.createDirectory(directory.resolve("node"));
        for (String file :
                new String[] {"package.json", "package-lock.json", "server.js", "status-list.js", "dpop.js"}) {
            Files.copy(Checkout.ROOT.resolve("examples/node").resolve(file), copy.resolve(file));
        }
        install(copy, npm.toString(), "ci");
        return ExampleProcess.start(copy, environment, node.toString(), "server.js");
    }

    static void install(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}

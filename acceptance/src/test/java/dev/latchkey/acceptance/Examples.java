package dev.latchkey.acceptance;

import java.io.IOException;
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
}

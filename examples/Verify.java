import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resource server in miniature, without any library: verifies an RS256 access token with the keys that the issuer
 * publishes. Reads the token from standard input: echo "$ACCESS" | java examples/Verify.java http://localhost:9000
 */
public class Verify {

    public static void main(String[] args) throws Exception {
        String issuer = args[0];
        String[] token = new String(System.in.readAllBytes(), StandardCharsets.US_ASCII).strip().split("\\.");
        String header = decode(token[0]);
        String claims = decode(token[1]);
        String jwks = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(issuer + "/oauth2/jwks")).build(), BodyHandlers.ofString())
                .body();
        // The key is the one whose kid the token names, and the algorithm is the one that we expect, not the token's.
        Matcher key = Pattern.compile("\\{[^{}]*\"kid\":\"" + Pattern.quote(field(header, "kid")) + "\"[^{}]*}").matcher(jwks);
        require(key.find() && field(key.group(), "alg").equals("RS256"), "No such key at the issuer");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(field(key.group(), "n")), number(field(key.group(), "e")))));
        signature.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
        require(signature.verify(Base64.getUrlDecoder().decode(token[2])), "The signature is wrong");
        require(field(claims, "iss").equals(issuer), "The issuer is another one");
        require(field(claims, "aud").equals(issuer), "The token is for another audience");
        require(Instant.now().getEpochSecond() < Long.parseLong(field(claims, "exp")), "The token has expired");
        // A token that is bound to a key or certificate is good only with the proof of it, which is not looked at here.
        require(!claims.contains("\"cnf\""), "The token is bound to a key");
        System.out.println("The signature is good. Claims: " + claims);
    }

    private static String decode(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }

    /** Good enough for the flat JSON of a header, a key and these claims; a real program uses a JSON library. */
    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        require(matcher.find(), "There is no " + name);
        return matcher.group(1);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            System.err.println(otherwise);
            System.exit(1);
        }
    }
}

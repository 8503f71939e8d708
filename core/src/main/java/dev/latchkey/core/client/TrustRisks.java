package dev.latchkey.core.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Trusts that more programs can use than an administrator may think. */
public final class TrustRisks {

    private static final String GITHUB = "https://token.actions.githubusercontent.com";

    /** Of GitHub Enterprise Server: {@code https://HOST/_services/token}. */
    private static final String GITHUB_SERVER = "/_services/token";

    private static final String ACCOUNTS = "system:serviceaccount:";
    private static final Pattern DEFAULT_ACCOUNT = Pattern.compile(ACCOUNTS + "[^:]+:default");

    /** {@code repo:octocat@123456/my-repo@456789:…}. */
    private static final Pattern WITH_IDS = Pattern.compile("repo:[^/@:]+@[0-9]+/.*");

    /** Claims with an id that another owner of the same name does not get. */
    private static final List<String> IDS = List.of("repository_id", "repository_owner_id");

    /** Claims that jobs of pull requests do not have alike. */
    private static final List<String> PLACES = List.of("ref", "environment", "job_workflow_ref", "event_name");

    private TrustRisks() {}

    /** What is risky, each as a sentence without its capital and full stop; empty when nothing is. */
    public static List<String> of(ClientTrust trust) {
        String subject = trust.subjectOrPrefix();
        List<String> risks = new ArrayList<>();
        if (DEFAULT_ACCOUNT.matcher(subject).matches()) {
            risks.add("'" + subject + "' is every pod of the namespace that names no service account:"
                    + " give the program an account of its own");
        }
        if (trust.isPrefix() && (subject.startsWith(ACCOUNTS) || ACCOUNTS.startsWith(subject))) {
            risks.add("'" + subject + "…' is every service account whose name begins so, the default ones too:"
                    + " name the subject");
        }
        if (subject.contains("*")) {
            risks.add("'" + subject + "' is compared as it is, and * stands for itself:"
                    + " --subject-prefix says how a subject begins");
        }
        if (subject.endsWith(":pull_request")
                || "pull_request".equals(trust.claims().get("event_name"))) {
            risks.add("'" + subject + "' is for pull requests, which run code that was not reviewed:"
                    + " trust a branch or an environment");
        }
        if (trust.issuer().equals(GITHUB)
                || trust.issuer().startsWith(GITHUB + "/")
                || trust.issuer().endsWith(GITHUB_SERVER)) {
            addOfGitHub(risks, trust, subject);
        }
        return risks;
    }

    private static void addOfGitHub(List<String> risks, ClientTrust trust, String subject) {
        Map<String, Object> claims = trust.claims();
        if (trust.isPrefix()
                && !subject.contains(":ref:")
                && !subject.contains(":environment:")
                && PLACES.stream().noneMatch(claims::containsKey)) {
            risks.add("'" + subject + "…' begins the subjects of pull requests too: name the ref or the environment");
        }
        if (!WITH_IDS.matcher(subject).matches() && IDS.stream().noneMatch(claims::containsKey)) {
            risks.add("'" + subject + "' has names of GitHub without ids, and another owner can take a name that was"
                    + " given up: use repo:OWNER@ID/REPOSITORY@ID, or --claim 'repository_id=\"ID\"'");
        }
        if (claims.values().stream().anyMatch(value -> !(value instanceof String))) {
            risks.add("GitHub sends all claims as texts, and a number, true or false is none:"
                    + " write --claim 'repository_id=\"456789\"'");
        }
    }
}

package dev.latchkey.server.page;

import org.springframework.http.HttpStatus;

/** The content of one page, without what all pages share. {@link Pages} writes it. */
public sealed interface Page
        permits SignInPage,
                SecondFactorPage,
                AddAppPage,
                RecoveryCodesPage,
                FactorPage,
                RemoveFactorPage,
                ConsentPage,
                DevicePage,
                DeviceQuestionPage,
                DeviceDonePage,
                ErrorPage,
                SignedOutPage,
                SignOutQuestionPage,
                HomePage,
                DemoResultPage,
                AccountPage,
                PasswordPage,
                ForgottenPage,
                NewPasswordPage,
                NotePage,
                AddressPage,
                ConfirmAddressPage,
                SignUpPage,
                SignUpAddressPage,
                SessionsPage,
                ApplicationsPage {

    /** The status of the answer. */
    default HttpStatus status() {
        return HttpStatus.OK;
    }

    /** Whether it loads the script that asks for passkeys. */
    default boolean hasScript() {
        return false;
    }

    /**
     * Whether sending a form of it may end at another origin: Chrome and Safari apply {@code form-action} to the redirects
     * that follow a form too, and would stop the one to the client.
     */
    default boolean leadsElsewhere() {
        return false;
    }
}

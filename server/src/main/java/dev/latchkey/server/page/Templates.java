package dev.latchkey.server.page;

import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import gg.jte.output.Utf8ByteOutput;

/** Makes HTML of pages. Apart from {@link Pages}, so that a server without browsers does not load a template. */
record Templates(Looks looks) {

    private static final int TYPICAL_BYTES = 6_000;

    /** Names the templates as the classes that they become, so that the compiler finds a missing or wrong parameter. */
    // There is no interceptor, which the generated classes take to be null.
    @SuppressWarnings("NullAway")
    Utf8ByteOutput render(Page page, Language language) {
        Utf8ByteOutput html = new Utf8ByteOutput(TYPICAL_BYTES);
        HtmlTemplateOutput out = new OwaspHtmlTemplateOutput(html);
        View view = new View(looks, Words.in(language));
        switch (page) {
            case SignInPage shown -> JteSignInPageGenerated.render(out, null, shown, view);
            case SecondFactorPage shown -> JteSecondFactorPageGenerated.render(out, null, shown, view);
            case AddAppPage shown -> JteAddAppPageGenerated.render(out, null, shown, view);
            case RecoveryCodesPage shown -> JteRecoveryCodesPageGenerated.render(out, null, shown, view);
            case FactorPage shown -> JteFactorPageGenerated.render(out, null, shown, view);
            case RemoveFactorPage shown -> JteRemoveFactorPageGenerated.render(out, null, shown, view);
            case ConsentPage shown -> JteConsentPageGenerated.render(out, null, shown, view);
            case DevicePage shown -> JteDevicePageGenerated.render(out, null, shown, view);
            case DeviceQuestionPage shown -> JteDeviceQuestionPageGenerated.render(out, null, shown, view);
            case DeviceDonePage shown -> JteDeviceDonePageGenerated.render(out, null, shown, view);
            case ErrorPage shown -> JteErrorPageGenerated.render(out, null, shown, view);
            case SignedOutPage shown -> JteSignedOutPageGenerated.render(out, null, shown, view);
            case SignOutQuestionPage shown -> JteSignOutQuestionPageGenerated.render(out, null, shown, view);
            case HomePage shown -> JteHomePageGenerated.render(out, null, shown, view);
            case DemoResultPage shown -> JteDemoResultPageGenerated.render(out, null, shown, view);
            case AccountPage shown -> JteAccountPageGenerated.render(out, null, shown, view);
            case PasswordPage shown -> JtePasswordPageGenerated.render(out, null, shown, view);
            case ForgottenPage shown -> JteForgottenPageGenerated.render(out, null, shown, view);
            case NewPasswordPage shown -> JteNewPasswordPageGenerated.render(out, null, shown, view);
            case NotePage shown -> JteNotePageGenerated.render(out, null, shown, view);
            case AddressPage shown -> JteAddressPageGenerated.render(out, null, shown, view);
            case ConfirmAddressPage shown -> JteConfirmAddressPageGenerated.render(out, null, shown, view);
            case SignUpPage shown -> JteSignUpPageGenerated.render(out, null, shown, view);
            case SignUpAddressPage shown -> JteSignUpAddressPageGenerated.render(out, null, shown, view);
            case SessionsPage shown -> JteSessionsPageGenerated.render(out, null, shown, view);
            case ApplicationsPage shown -> JteApplicationsPageGenerated.render(out, null, shown, view);
        }
        return html;
    }

    @SuppressWarnings("NullAway") // as above
    Letter.Written write(Letter letter, Language language) {
        LetterView view = new LetterView(letter, new View(looks, Words.in(language)));
        StringOutput html = new StringOutput();
        JteletterGenerated.render(new OwaspHtmlTemplateOutput(html), null, view);
        return new Letter.Written(view.subject(), view.plain(), html.toString());
    }
}

using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Texts that need a number or a name put in.</summary>
internal static class ShopperWords
{
    public static string With(string text, string name) => string.Format(CultureInfo.CurrentCulture, text, name);

    public static string With(string text, string first, string second) => string.Format(CultureInfo.CurrentCulture, text, first, second);

    public static string Items(int count) =>
        With(IsSingular(count) ? ShopperTexts.OneItem : ShopperTexts.ManyItems, count.ToString(CultureInfo.CurrentCulture));

    // As the plural rules of Unicode's CLDR have it for these languages; Arabic avoids its five plurals by naming the number after the noun.
    private static bool IsSingular(int count) => count == 1 || count == 0 && CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr";

    public static string FinishNote(CheckoutView view) => view switch
    {
        { FinishProblem: FinishProblem.ConsentMissing } => ShopperTexts.FinishConsent,
        { Questions.Length: 1 } => ShopperTexts.FinishOpenQuestion,
        { Questions: { Length: > 1 and var questions } } => With(ShopperTexts.FinishOpenQuestions, questions.ToString(CultureInfo.CurrentCulture)),
        _ => ShopperTexts.PricesAtTill,
    };

    /// <summary>What is asked about an item. It never accuses: that bar code and picture disagree is said to nobody who stands by.</summary>
    public static (string Title, string More) Ask(CheckoutQuestion question) => (question.Prompt, question.PickList.IsEmpty) switch
    {
        (ShopperPrompt.Turn, _) when question.Seen == ViewFault.Hand => (ShopperTexts.TurnHand, ShopperTexts.PromptMovingMore),
        (ShopperPrompt.Turn, true) when Turn(question.Seen) is { } turn => (turn, ShopperTexts.UnknownMore),
        (ShopperPrompt.Turn, false) when Turn(question.Seen) is { } turn => (turn, ShopperTexts.TurnOrPick),
        (ShopperPrompt.ShowBarcode, var isAlone) => (ShopperTexts.BarcodeTitle, isAlone ? ShopperTexts.BarcodeMore : ShopperTexts.BarcodeOrPick),
        (ShopperPrompt.Weigh, var isAlone) => (ShopperTexts.WeighTitle, isAlone ? ShopperTexts.WeighMore : ShopperTexts.WeighOrPick),
        (_, var isAlone) when question.IsDoubted => (ShopperTexts.WhichTitle, isAlone ? ShopperTexts.WhichHelp : ShopperTexts.WhichMore),
        (_, true) => (ShopperTexts.UnknownTitle, ShopperTexts.UnknownMore),
        _ => (ShopperTexts.QuestionTitle, ""),
    };

    public static string Number(float value) => value.ToString("F3", CultureInfo.CurrentCulture);

    /// <param name="least">What was needed; null where nothing was.</param>
    public static string Reached(float value, float? least) =>
        least is { } needed ? With(ShopperTexts.WhyNeeded, Number(value), Number(needed)) : Number(value);

    public static string NamedBy(LineOrigin origin) => origin switch
    {
        LineOrigin.Picked => ShopperTexts.WhyPicked,
        LineOrigin.Scanned => ShopperTexts.WhyScanned,
        LineOrigin.Attendant => ShopperTexts.WhyAttendant,
        _ => ShopperTexts.WhyRecognised,
    };

    public static string SetBy(ThresholdSource source) => source switch
    {
        ThresholdSource.Product => ShopperTexts.WhyThresholdsProduct,
        ThresholdSource.Gallery => ShopperTexts.WhyThresholdsGallery,
        _ => ShopperTexts.WhyThresholdsModel,
    };

    public static string Seen(ViewFault fault) => fault switch
    {
        ViewFault.Blurred => ShopperTexts.WhyViewBlurred,
        ViewFault.Dark => ShopperTexts.WhyViewDark,
        ViewFault.Glare => ShopperTexts.WhyViewGlare,
        ViewFault.CutOff => ShopperTexts.WhyViewCutOff,
        ViewFault.Hand => ShopperTexts.WhyViewHand,
        _ => ShopperTexts.WhyViewGood,
    };

    public static string Knows(StoreInfluence? store)
    {
        var range = store?.Assortment is { } sold ? With(ShopperTexts.WhyStoreAssortment, sold.ToString(CultureInfo.CurrentCulture))
            : ShopperTexts.WhyStoreAll;
        return store is { SalesOrder: true } ? With(ShopperTexts.WhyStoreSales, range) : range;
    }

    /// <summary>What makes an item be seen well; null where it is.</summary>
    public static string? Turn(ViewFault fault) => fault switch
    {
        ViewFault.Blurred => ShopperTexts.TurnBlurred,
        ViewFault.Dark => ShopperTexts.TurnDark,
        ViewFault.Glare => ShopperTexts.TurnGlare,
        ViewFault.CutOff => ShopperTexts.TurnCutOff,
        ViewFault.Hand => ShopperTexts.TurnHand,
        _ => null,
    };

    public static string Changed(string text, string name, int count) => string.Format(CultureInfo.CurrentCulture, text, name, Items(count));
}

using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Texts that need a number or a name put in.</summary>
internal static class ShopperWords
{
    public static string With(string text, string name) => string.Format(CultureInfo.CurrentCulture, text, name);

    public static string Items(int count) => count == 1 ? ShopperTexts.OneItem : With(ShopperTexts.ManyItems, count.ToString(CultureInfo.CurrentCulture));

    public static string FinishNote(int questions) => questions switch
    {
        0 => ShopperTexts.PricesAtTill,
        1 => ShopperTexts.FinishOpenQuestion,
        _ => With(ShopperTexts.FinishOpenQuestions, questions.ToString(CultureInfo.CurrentCulture)),
    };

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

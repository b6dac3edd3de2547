namespace RetailKlip.Core;

/// <summary>A decision after all witnesses were heard.</summary>
/// <param name="Prompt">What the shopper is asked, politely and alone; <see cref="ShopperPrompt.None"/> where nothing is.</param>
/// <param name="ForAttendant">One line for the attendant, shown only once the shopper has been asked and the matter stands; null where
/// there is nothing to tell.</param>
public sealed record WitnessVerdict(Decision Decision, ShopperPrompt Prompt = ShopperPrompt.None, string? ForAttendant = null);

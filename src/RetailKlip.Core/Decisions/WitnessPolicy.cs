using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>
/// Holds a picture's decision against the other witnesses, by the rules of its product. Where they disagree nobody is named: the shopper is
/// asked first, and only what the shopper leaves open is for the attendant.
/// </summary>
public static class WitnessPolicy
{
    /// <param name="view">The item as the picture was decided on.</param>
    /// <param name="gallery">Whose products the bar codes and rules are.</param>
    public static WitnessVerdict Hear(Decision picture, Embedding view, Witness witness, Gallery gallery)
    {
        var scanned = witness.Barcode is { } gtin ? gallery.Products.Where(product => product.Gtin == gtin).ToImmutableArray() : [];
        if (scanned is [var product])
            return WithBarcode(picture, product, gallery.Compare(view, product.Sku), witness);
        if (picture.Product is not { } named)
            return ByWeight(picture, witness) ?? new(picture, Prompt(picture));
        var rule = named.Rule ?? new();
        if (witness.Barcode is not null && named.Gtin is not null && named.Gtin != witness.Barcode)
            return Asked(picture, [picture.Match!.Best], $"the picture is {named.Sku}, but the bar code {witness.Barcode} is not",
                $"bar code {witness.Barcode} is of no product here; the picture is {named.Sku}");
        if (rule.Required.HasFlag(Witnesses.Barcode))
            return Waiting(picture, ShopperPrompt.ShowBarcode, $"{named.Sku} is named with its bar code only");
        return Weighed(picture, named, picture.Match!.Best, witness);
    }

    private static WitnessVerdict WithBarcode(Decision picture, Product scanned, Candidate? asSeen, Witness witness)
    {
        if (picture.Product is { } named && named.Sku != scanned.Sku)
            return Asked(picture, Both(picture, asSeen), $"the picture is {named.Sku}, but the bar code is of {scanned.Sku}",
                $"picture {named.Sku} and bar code {scanned.Sku} disagree");
        // The picture agrees, or says nothing against it: the bar code names.
        var agreed = picture with
        {
            Kind = DecisionKind.Accepted, PickList = [], Named = scanned,
            Reason = picture.Product is null ? $"the bar code is of {scanned.Sku}; {picture.Reason}" : $"the bar code agrees; {picture.Reason}",
        };
        return Weighed(agreed, scanned, asSeen, witness);
    }

    private static WitnessVerdict Weighed(Decision decision, Product named, Candidate? asSeen, Witness witness)
    {
        var rule = named.Rule ?? new();
        var fits = witness.Grams is { } grams ? rule.Fits(grams) : null;
        if (fits == false)
            return Asked(decision, Both(decision, asSeen), $"{named.Sku} weighs {rule.LeastGrams} to {rule.MostGrams} g, but the scale shows {witness.Grams} g",
                $"the scale shows {witness.Grams} g for {named.Sku}");
        if (rule.Required.HasFlag(Witnesses.Weight) && fits is null)
            return Waiting(decision, ShopperPrompt.Weigh, $"{named.Sku} is named with its weight only");
        if (rule.TieBreaker == TieBreaker.AskShopper && witness.Barcode is null)
            return Waiting(decision, ShopperPrompt.Pick, $"{named.Sku} has near twins: the shopper is asked");
        return new(decision, ForAttendant: rule.Required.HasFlag(Witnesses.Attendant) ? $"{named.Sku} needs a person's consent" : null);
    }

    // Among near twins on a pick list, the weight may leave only one.
    private static WitnessVerdict? ByWeight(Decision picture, Witness witness)
    {
        if (witness.Grams is not { } grams || picture.Kind != DecisionKind.Ambiguous
            || picture.PickList.Any(candidate => candidate.Product.Rule is not { TieBreaker: TieBreaker.Weight }))
            return null;
        return picture.PickList.Where(candidate => candidate.Product.Rule!.Fits(grams) == true).ToList() is [var only]
            ? new(picture with
            {
                Kind = DecisionKind.Accepted, PickList = [], Named = only.Product, Reason = $"of the pick list only {only.Product.Sku} weighs {grams} g; {picture.Reason}",
            })
            : null;
    }

    private static ShopperPrompt Prompt(Decision picture) => picture.Kind != DecisionKind.Ambiguous ? ShopperPrompt.None
        : picture.PickList.Take(2).All(candidate => candidate.Product.Rule is { TieBreaker: TieBreaker.Barcode }) ? ShopperPrompt.ShowBarcode
        : ShopperPrompt.Pick;

    private static WitnessVerdict Asked(
        Decision picture, ImmutableArray<Candidate> candidates, string reason, string forAttendant) =>
        new(picture with { Kind = DecisionKind.Ambiguous, Named = null, PickList = candidates, Reason = reason }, ShopperPrompt.Pick, forAttendant);

    private static WitnessVerdict Waiting(Decision picture, ShopperPrompt prompt, string reason) =>
        new(picture with { Kind = DecisionKind.Ambiguous, Named = null, PickList = [.. (picture.Match?.Candidates ?? []).Take(2)], Reason = reason }, prompt);

    // What the picture says first, then what the other witness says.
    private static ImmutableArray<Candidate> Both(Decision picture, Candidate? other)
    {
        var best = picture.Match?.Best;
        return [.. best is null ? [] : (ImmutableArray<Candidate>)[best], .. other is null || other.Product.Sku == best?.Product.Sku ? [] : (ImmutableArray<Candidate>)[other]];
    }
}

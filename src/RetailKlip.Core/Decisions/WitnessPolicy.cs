using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>
/// Holds a picture's decision against the other witnesses, by the rules of its product. Where they disagree nobody is named: the shopper is
/// asked first, and only what the shopper leaves open is for the attendant.
/// </summary>
public static class WitnessPolicy
{
    /// <param name="picture">The decision on the picture alone.</param>
    /// <param name="view">The item as the picture was decided on.</param>
    /// <param name="gallery">Whose products the bar codes and rules are.</param>
    /// <returns>The decision after all witnesses were heard, with <see cref="Decision.Heard"/>, <see cref="Decision.Prompt"/> and
    /// <see cref="Decision.ForAttendant"/>.</returns>
    /// <exception cref="EncoderMismatchException">The view is of another encoder than the gallery.</exception>
    public static Decision Hear(Decision picture, Embedding view, Witness witness, Gallery gallery) =>
        Decide(picture, view, witness, gallery) with { Heard = witness == default ? null : witness };

    private static Decision Decide(Decision picture, Embedding view, Witness witness, Gallery gallery)
    {
        var scanned = witness.Barcode is { } gtin ? gallery.Products.Where(product => product.Gtin == gtin).ToImmutableArray() : [];
        if (scanned is [var product])
            return WithBarcode(picture, product, gallery.Compare(view, product.Sku), witness);
        if (picture.Product is not { } named)
            return ByWeight(picture, witness) ?? picture with { Prompt = Prompt(picture, witness) };
        if (witness.Barcode is not null && named.Gtin is not null && named.Gtin != witness.Barcode)
            return Asked(picture, [picture.Match!.Best], $"the picture is {named.Sku}, but the bar code {witness.Barcode} is not",
                $"bar code {witness.Barcode} is of no product here; the picture is {named.Sku}");
        return Weighed(picture, named, picture.Match!.Best, witness);
    }

    private static Decision WithBarcode(Decision picture, Product scanned, Candidate? asSeen, Witness witness)
    {
        if (picture.Product is { } named && named.Sku != scanned.Sku)
            return Asked(picture, Both(picture, asSeen), $"the picture is {named.Sku}, but the bar code is of {scanned.Sku}",
                $"picture {named.Sku} and bar code {scanned.Sku} disagree");
        // The picture agrees, or says nothing against it: the bar code names.
        var agreed = picture with
        {
            Kind = DecisionKind.Accepted, PickList = [], Named = picture.Product is null ? scanned : null, Prompt = ShopperPrompt.None,
            Reason = picture.Product is null ? $"the bar code is of {scanned.Sku}; {picture.Reason}" : $"the bar code agrees; {picture.Reason}",
        };
        return Weighed(agreed, scanned, asSeen, witness);
    }

    private static Decision Weighed(Decision decision, Product named, Candidate? asSeen, Witness witness)
    {
        var rule = named.Rule ?? new();
        var unheard = named.Unheard(witness);
        if (unheard.HasFlag(Witnesses.Barcode))
            return Waiting(decision, asSeen, ShopperPrompt.ShowBarcode, $"{named.Sku} is named with its bar code only");
        if (witness.Grams is { } grams && rule.Fits(grams) == false)
            return Asked(decision, Both(decision, asSeen), $"{named.Sku} weighs {rule.LeastGrams} to {rule.MostGrams} g, but the scale shows {grams} g",
                $"the scale shows {grams} g for {named.Sku}");
        if (unheard.HasFlag(Witnesses.Weight))
            return Waiting(decision, asSeen, ShopperPrompt.Weigh, $"{named.Sku} is named with its weight only");
        if (rule.TieBreaker == TieBreaker.AskShopper && witness.Barcode is null)
            return Waiting(decision, asSeen, ShopperPrompt.Pick, $"{named.Sku} has near twins: the shopper is asked") with
            {
                PickList = [.. (decision.Match?.Candidates ?? []).Take(2)],
            };
        return decision with { ForAttendant = named.NeedsConsent ? $"{named.Sku} needs a person's consent" : null };
    }

    // Among near twins on a pick list, the weight may leave only one.
    private static Decision? ByWeight(Decision picture, Witness witness)
    {
        if (witness.Grams is not { } grams || picture.Kind != DecisionKind.Ambiguous
            || picture.PickList.Any(candidate => candidate.Product.Rule is not { TieBreaker: TieBreaker.Weight }))
            return null;
        return picture.PickList.Where(candidate => candidate.Product.Rule!.Fits(grams) == true).ToList() is [var only]
            ? Weighed(picture with
            {
                Kind = DecisionKind.Accepted, PickList = [], Named = only.Product, Prompt = ShopperPrompt.None,
                Reason = $"of the pick list only {only.Product.Sku} weighs {grams} g; {picture.Reason}",
            }, only.Product, only, witness)
            : null;
    }

    private static ShopperPrompt Prompt(Decision picture, Witness witness)
    {
        // What was seen badly is to be seen better before anything else is asked.
        if (picture.Kind != DecisionKind.Ambiguous || picture.Prompt == ShopperPrompt.Turn)
            return picture.Prompt;
        var nearest = picture.PickList.Take(2).Select(candidate => candidate.Product).ToList();
        var unheard = nearest[0].Unheard(witness);
        if (unheard.HasFlag(Witnesses.Barcode) || witness.Barcode is null && nearest.All(product => product.Rule is { TieBreaker: TieBreaker.Barcode }))
            return ShopperPrompt.ShowBarcode;
        return unheard.HasFlag(Witnesses.Weight) || witness.Grams is null && nearest.All(product => product.Rule is { TieBreaker: TieBreaker.Weight })
            ? ShopperPrompt.Weigh : ShopperPrompt.Pick;
    }

    private static Decision Asked(Decision picture, ImmutableArray<Candidate> candidates, string reason, string forAttendant) => picture with
    {
        Kind = DecisionKind.Ambiguous, Named = null, PickList = candidates, Reason = reason, Prompt = ShopperPrompt.Pick, ForAttendant = forAttendant,
    };

    // What is named but for its witness has no alternative: another product would be a way around it.
    private static Decision Waiting(Decision decision, Candidate? asSeen, ShopperPrompt prompt, string reason) => decision with
    {
        Kind = DecisionKind.Ambiguous, Named = null, PickList = asSeen is null ? [] : [asSeen], Reason = reason, Prompt = prompt,
    };

    // What the picture says first, then what the other witness says.
    private static ImmutableArray<Candidate> Both(Decision picture, Candidate? other)
    {
        var best = picture.Match?.Best;
        return [.. best is null ? [] : (ImmutableArray<Candidate>)[best], .. other is null || other.Product.Sku == best?.Product.Sku ? [] : (ImmutableArray<Candidate>)[other]];
    }
}

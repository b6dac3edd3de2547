using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class WitnessPolicyTests
{
    private static readonly Gtin Milk = Gtin.Parse("4006381333931");
    private static readonly Gtin Wine = Gtin.Parse("96385074");
    private static readonly Gtin Foreign = Gtin.Parse("73513537");
    private static readonly DecisionPolicy Policy = new(new DecisionThresholds(0.8f, 0.1f, 0.3f));

    [Fact]
    public void Without_other_witnesses_and_rules_the_picture_decides()
    {
        var verdict = Hear([1, 0, 0], default);
        Assert.Equal((DecisionKind.Accepted, "milk", ShopperPrompt.None, null), Told(verdict));
        Assert.Equal((DecisionKind.Ambiguous, null, ShopperPrompt.Pick, null), Told(Hear([1, 1, 0], default)));
        Assert.Equal((DecisionKind.Unknown, null, ShopperPrompt.None, null), Told(Hear([-1, -1, -1], default)));
    }

    [Fact]
    public void A_bar_code_that_agrees_is_said_and_one_that_disagrees_asks_the_shopper_first_and_tells_the_attendant()
    {
        var agreed = Hear([1, 0, 0], new(Milk));
        Assert.Equal((DecisionKind.Accepted, "milk", ShopperPrompt.None, null), Told(agreed));
        Assert.StartsWith("the bar code agrees", agreed.Reason, StringComparison.Ordinal);

        var switched = Hear([1, 0, 0], new(Wine));
        Assert.Equal((DecisionKind.Ambiguous, null, ShopperPrompt.Pick, "picture milk and bar code wine disagree"), Told(switched));
        Assert.Equal(["milk", "wine"], switched.PickList.Select(candidate => candidate.Product.Sku.Value));

        var foreign = Hear([1, 0, 0], new(Foreign));
        Assert.Equal((DecisionKind.Ambiguous, ShopperPrompt.Pick), (foreign.Kind, foreign.Prompt));
        Assert.Contains("milk", foreign.ForAttendant, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bar_code_names_what_the_picture_leaves_open()
    {
        Assert.Equal((DecisionKind.Accepted, "wine", ShopperPrompt.None, null), Told(Hear([1, 1, 0], new(Wine))));
        Assert.Equal((DecisionKind.Accepted, "milk", ShopperPrompt.None, null), Told(Hear([-1, -1, -1], new(Milk))));
        Assert.Equal(DecisionKind.Unknown, Hear([-1, -1, -1], new(Foreign)).Kind);
    }

    [Fact]
    public void A_required_witness_is_waited_for()
    {
        var rule = new ProductRule(Required: Witnesses.Barcode | Witnesses.Attendant);
        var waiting = Hear([1, 0, 0], default, milk: rule);
        Assert.Equal((DecisionKind.Ambiguous, null, ShopperPrompt.ShowBarcode, null), Told(waiting));
        Assert.Equal("milk", Assert.Single(waiting.PickList).Product.Sku.Value);
        Assert.Equal((DecisionKind.Accepted, "milk", ShopperPrompt.None, "milk needs a person's consent"), Told(Hear([1, 0, 0], new(Milk), milk: rule)));

        var weighed = new ProductRule(Required: Witnesses.Weight, LeastGrams: 990, MostGrams: 1050);
        Assert.Equal(ShopperPrompt.Weigh, Hear([1, 0, 0], default, milk: weighed).Prompt);
        Assert.Equal(DecisionKind.Accepted, Hear([1, 0, 0], new(Grams: 1010), milk: weighed).Kind);
        var light = Hear([1, 0, 0], new(Milk, 500), milk: weighed);
        Assert.Equal((DecisionKind.Ambiguous, ShopperPrompt.Pick), (light.Kind, light.Prompt));
        Assert.Contains("500 g", light.ForAttendant, StringComparison.Ordinal);
    }

    [Fact]
    public void Near_twins_are_told_apart_by_what_the_shop_named()
    {
        ProductRule small = new(TieBreaker.Weight, LeastGrams: 240, MostGrams: 260), large = new(TieBreaker.Weight, LeastGrams: 490, MostGrams: 520);
        Assert.Equal((DecisionKind.Accepted, "wine", ShopperPrompt.None, null), Told(Hear([1, 1, 0], new(Grams: 500), milk: small, wine: large)));
        Assert.Equal(DecisionKind.Ambiguous, Hear([1, 1, 0], new(Grams: 370), milk: small, wine: large).Kind);

        var byBarcode = new ProductRule(TieBreaker.Barcode);
        Assert.Equal(ShopperPrompt.ShowBarcode, Hear([1, 1, 0], default, milk: byBarcode, wine: byBarcode).Prompt);
        Assert.Equal(ShopperPrompt.Pick, Hear([1, 0, 0], default, milk: new ProductRule(TieBreaker.AskShopper)).Prompt);
    }

    [Fact]
    public void A_product_of_a_pick_list_that_waits_for_a_witness_is_asked_for_it_first()
    {
        var valuable = new ProductRule(Required: Witnesses.Barcode);
        var open = Hear([1, 1, 0], default, milk: valuable);
        Assert.Equal((DecisionKind.Ambiguous, null, ShopperPrompt.ShowBarcode, null), Told(open));
        Assert.Equal([Witnesses.Barcode, Witnesses.None], open.PickList.Select(candidate => candidate.Product.Unheard(open.Heard)));
        Assert.Null(open.Heard);

        ProductRule small = new(TieBreaker.Weight, LeastGrams: 240, MostGrams: 260), large = new(TieBreaker.Weight, LeastGrams: 490, MostGrams: 520);
        Assert.Equal(ShopperPrompt.Weigh, Hear([1, 1, 0], default, milk: small, wine: large).Prompt);
        var between = Hear([1, 1, 0], new(Grams: 370), milk: small, wine: large);
        Assert.Equal((ShopperPrompt.Pick, new Witness(Grams: 370)), (between.Prompt, between.Heard));
    }

    [Fact]
    public void What_was_seen_badly_is_to_be_seen_better_unless_its_bar_code_names_it()
    {
        var blurred = new ViewQuality(0.9, 200, 0, 0, ViewFault.Blurred);
        Assert.Equal((DecisionKind.Ambiguous, null, ShopperPrompt.Turn, null), Told(Hear([1, 0, 0], default, quality: blurred)));
        Assert.Equal((DecisionKind.Accepted, "milk", ShopperPrompt.None, null), Told(Hear([1, 0, 0], new(Milk), quality: blurred)));
    }

    [Fact]
    public void Rules_that_contradict_themselves_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ProductRule(TieBreaker.Weight).Validated());
        Assert.Throws<ArgumentException>(() => new ProductRule(LeastGrams: 5).Validated());
        Assert.Throws<ArgumentException>(() => new ProductRule(LeastGrams: 5, MostGrams: 4).Validated());
        Assert.Throws<ArgumentException>(() => new ProductRule(LeastGrams: 0, MostGrams: 4).Validated());
    }

    private static Decision Hear(float[] view, Witness witness, ProductRule? milk = null, ProductRule? wine = null, ViewQuality? quality = null)
    {
        var gallery = new Gallery(1, Samples.Encoder, 3,
            [new(Sku.Parse("milk"), "Milk", Milk, Rule: milk), new(Sku.Parse("wine"), "Wine", Wine, Rule: wine)],
            [new(1, Sku.Parse("milk"), Embedding.Normalise(Samples.Encoder, [1, 0, 0]), "1"), new(2, Sku.Parse("wine"), Embedding.Normalise(Samples.Encoder, [0, 1, 0]), "2")]);
        var query = Embedding.Normalise(Samples.Encoder, view);
        return WitnessPolicy.Hear(Policy.Decide(gallery.Match(query), quality), query, witness, gallery);
    }

    private static (DecisionKind, string?, ShopperPrompt, string?) Told(Decision heard) =>
        (heard.Kind, heard.Product?.Sku.Value, heard.Prompt, heard.ForAttendant);
}

#![doc = include_str!("docs/guide.md")]

pub mod workflows {
    #![doc = include_str!("docs/workflows.md")]
}

pub mod steps {
    #![doc = include_str!("docs/steps.md")]

    pub mod email {
        #![doc = include_str!("docs/steps/email.md")]
    }

    pub mod sms {
        #![doc = include_str!("docs/steps/sms.md")]
    }

    pub mod push {
        #![doc = include_str!("docs/steps/push.md")]
    }

    pub mod chat {
        #![doc = include_str!("docs/steps/chat.md")]
    }

    pub mod in_app {
        #![doc = include_str!("docs/steps/in_app.md")]
    }

    pub mod tool {
        #![doc = include_str!("docs/steps/tool.md")]
    }

    pub mod digest {
        #![doc = include_str!("docs/steps/digest.md")]
    }

    pub mod delay {
        #![doc = include_str!("docs/steps/delay.md")]
    }

    pub mod throttle {
        #![doc = include_str!("docs/steps/throttle.md")]
    }

    pub mod custom {
        #![doc = include_str!("docs/steps/custom.md")]
    }

    pub mod http_request {
        #![doc = include_str!("docs/steps/http_request.md")]
    }
}

pub mod controls {
    #![doc = include_str!("docs/controls.md")]
}

pub mod types {
    #![doc = include_str!("docs/types.md")]
}

pub mod previews {
    #![doc = include_str!("docs/previews.md")]
}

pub mod providers {
    #![doc = include_str!("docs/providers.md")]
}

pub mod triggering {
    #![doc = include_str!("docs/triggering.md")]
    #![cfg_attr(feature = "client", doc = "\n\n", doc = include_str!("docs/triggering_client.md"))]
}

pub mod agents {
    #![cfg_attr(all(feature = "agents", feature = "testing"), doc = include_str!("docs/agents/agents.md"))]
    #![cfg_attr(
        not(all(feature = "agents", feature = "testing")),
        doc = "Conversations. This page needs the features `agents` and `testing`."
    )]
}

pub mod cards {
    #![cfg_attr(all(feature = "agents", feature = "testing"), doc = include_str!("docs/agents/cards.md"))]
    #![cfg_attr(
        not(all(feature = "agents", feature = "testing")),
        doc = "Cards. This page needs the features `agents` and `testing`."
    )]
}

pub mod language_models {
    #![cfg_attr(all(feature = "agents", feature = "testing"), doc = include_str!("docs/agents/language_models.md"))]
    #![cfg_attr(
        not(all(feature = "agents", feature = "testing")),
        doc = "Language models. This page needs the features `agents` and `testing`."
    )]
}

pub mod approvals {
    #![cfg_attr(all(feature = "agents", feature = "testing"), doc = include_str!("docs/agents/approvals.md"))]
    #![cfg_attr(
        not(all(feature = "agents", feature = "testing")),
        doc = "Approvals. This page needs the features `agents` and `testing`."
    )]
}

pub mod signatures {
    #![doc = include_str!("docs/signatures.md")]
}

pub mod local_development {
    #![doc = include_str!("docs/local_development.md")]
}

pub mod studio {
    #![cfg_attr(feature = "studio", doc = include_str!("docs/studio.md"))]
    #![cfg_attr(
        not(feature = "studio"),
        doc = "The studio. This page needs the feature `studio`."
    )]
}

pub mod testing {
    #![doc = include_str!("docs/testing.md")]
    #![cfg_attr(all(feature = "agents", feature = "testing"), doc = "\n\n", doc = include_str!("docs/agents/testing.md"))]
}

pub mod deployment {
    #![doc = include_str!("docs/deployment.md")]
    #![cfg_attr(all(feature = "agents", feature = "testing"), doc = "\n\n", doc = include_str!("docs/agents/deployment.md"))]
}

pub mod troubleshooting {
    #![doc = include_str!("docs/troubleshooting.md")]
}

pub mod from_typescript {
    #![doc = include_str!("docs/from_typescript.md")]
    #![cfg_attr(all(feature = "agents", feature = "testing"), doc = "\n\n", doc = include_str!("docs/agents/from_typescript.md"))]
}

pub mod from_python {
    #![doc = include_str!("docs/from_python.md")]
}

pub mod design {
    #![doc = include_str!("../DESIGN.md")]
}

pub mod changelog {
    #![doc = include_str!("../CHANGELOG.md")]
}
